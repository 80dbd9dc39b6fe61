throw new Error(
  "danfojs is loaded without Tillbook's 64-bit tensors. In a notebook it gets them by itself; elsewhere, call prepareDanfojs " +
    "of libs/notebook/src/prepare-danfojs.ts first.",
);
