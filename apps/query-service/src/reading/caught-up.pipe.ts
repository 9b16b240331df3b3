import { Injectable, type PipeTransform } from '@nestjs/common';
import type { Position } from '@postbode/kernel';
import { ShownPosition } from './shown-position.js';

/** `@MinPosition(CaughtUp) shown: Position`: waits for what the caller asks for, and gives what is shown for certain. */
@Injectable()
export class CaughtUp implements PipeTransform<Position | undefined, Position | Promise<Position>> {
  constructor(private readonly shown: ShownPosition) {}

  transform(min: Position | undefined): Position | Promise<Position> {
    return this.shown.atLeast(min);
  }
}
