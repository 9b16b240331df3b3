/** @returns whether the promise settled within `ms`; its rejection is passed on */
export const settleWithin = async (promise: Promise<unknown>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, ms, 'late');
  });
  try {
    return (await Promise.race([promise, late])) !== 'late';
  } finally {
    clearTimeout(timer);
  }
};
