import type { INestApplicationContext, Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { type Access, accessKey } from './access.decorators.js';

type Handler = (...args: never[]) => unknown;

/** What the method says, else what its controller says. */
export const accessOf = (controller: object, handler: object): Access | undefined =>
  (Reflect.getMetadata(accessKey, handler) ?? Reflect.getMetadata(accessKey, controller)) as Access | undefined;

const unguardedIn = (controller: Type): string[] => {
  const prototype = controller.prototype as Record<string, Handler>;
  return new MetadataScanner()
    .getAllMethodNames(prototype)
    .filter((name) => {
      const handler = prototype[name];
      return handler !== undefined && Reflect.hasMetadata(PATH_METADATA, handler) && accessOf(controller, handler) === undefined;
    })
    .map((name) => `${controller.name}.${name}`);
};

/** @throws at start when a route has neither `@Roles` nor `@Public`, naming every one */
export const assertEveryRouteSaysWho = (app: INestApplicationContext): void => {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  const unguarded = controllers.flatMap(({ metatype }) => (typeof metatype === 'function' ? unguardedIn(metatype as Type) : []));
  if (unguarded.length > 0) throw new Error(`These routes have neither @Roles nor @Public: ${unguarded.join(', ')}.`);
};
