import { ApiHeader, type ApiHeaderOptions } from '@nestjs/swagger';

/** Lets a parameter decorator put the header it reads into the OpenAPI document. */
export const documentHeader =
  (options: ApiHeaderOptions): ParameterDecorator =>
  (target, key) => {
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && descriptor !== undefined) ApiHeader(options)(target, key, descriptor);
  };
