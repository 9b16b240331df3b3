export interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

export const closedGate = (): Gate => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
};
