const digits = (value: number, length = 2): string => String(value).padStart(length, '0');

/** A moment in the time zone of this machine, as ISO 8601 writes it; seconds without fraction. */
export function localTime(moment: Date): string {
  const minutes = -moment.getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const zone = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${digits(hours)}:${digits(rest)}`;
  const day = [digits(moment.getFullYear(), 4), digits(moment.getMonth() + 1), digits(moment.getDate())];
  const time = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map((part) => digits(part));
  return `${day.join('-')}T${time.join(':')}${zone}`;
}
