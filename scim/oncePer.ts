/** Makes a function that computes a value once for each object and keeps it as long as the object lives. */
export function oncePer<Key extends object, Value extends object>(
  compute: (object: Key) => Value,
): (object: Key) => Value {
  const values = new WeakMap<Key, Value>();
  return (object) => {
    const known = values.get(object);
    if (known !== undefined) return known;
    const value = compute(object);
    values.set(object, value);
    return value;
  };
}
