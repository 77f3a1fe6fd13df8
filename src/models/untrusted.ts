/** Data of a shape that its sender promises: any part may be missing. What is there is still taken to have its type. */
export type Untrusted<T> = T extends readonly (infer Item)[]
  ? readonly Untrusted<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Untrusted<T[Key]> | null | undefined }
    : T;
