import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorKind } from '@postbode/kernel';
import ts from 'typescript';

/** A `DomainError` some file makes. */
export interface Refusal {
  readonly code: string;
  readonly kind: ErrorKind;
  /** What a person reads, `<name>` where a value is put in. */
  readonly message: string;
  /** From the repository's root. */
  readonly file: string;
}

const isTestCode = (file: string): boolean => /\.(?:spec|contract)\.ts$|\/testing\//.test(file) || file.startsWith('libs/testing/');

const textOf = (node: ts.Expression | undefined): string | undefined => {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const nameOf = (expression: ts.Expression): string => /(\w+)\W*$/.exec(expression.getText())?.[1] ?? 'value';
  return node.templateSpans.reduce((text, span) => `${text}<${nameOf(span.expression)}>${span.literal.text}`, node.head.text);
};

const extendsDomainError = (node: ts.Node): boolean => {
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent as ts.Node | undefined) {
    if (ts.isClassLike(at))
      return (at.heritageClauses ?? []).some((clause) => clause.types.some(({ expression }) => expression.getText() === 'DomainError'));
  }
  return false;
};

const argumentsOf = (node: ts.Node): readonly ts.Expression[] | undefined => {
  if (ts.isNewExpression(node) && node.expression.getText() === 'DomainError') return node.arguments;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword && extendsDomainError(node)) return node.arguments;
  return undefined;
};

/** @throws Error when a code or a kind is not written out: the reference could not list it */
export const refusalsIn = (source: string, file: string): Refusal[] => {
  const found: Refusal[] = [];
  const visit = (node: ts.Node): void => {
    const given = argumentsOf(node);
    if (given !== undefined) {
      const [code, kind, message] = given.slice(0, 3).map(textOf);
      if (code === undefined || kind === undefined || message === undefined)
        throw new Error(`${file}: write code, kind and message of a DomainError where it is made.`);
      found.push({ code, kind: kind as ErrorKind, message, file });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.ESNext, true));
  return found;
};

/** Every refusal the product can make, by code; one made in several places counts once. */
export const refusalsInSource = async (root: string): Promise<Refusal[]> => {
  const found: Refusal[][] = [];
  for await (const file of glob('{libs,apps}/*/src/**/*.ts', { cwd: root }))
    if (!isTestCode(file)) found.push(refusalsIn(await readFile(join(root, file), 'utf8'), file));
  const byCode = new Map(found.flat().map((refusal) => [refusal.code, refusal]));
  return [...byCode.values()].sort((a, b) => a.code.localeCompare(b.code, 'en'));
};
