const digits = (value: number, length = 2): string => String(value).padStart(length, '0');

/** A date in the time zone of this machine, as ISO 8601 writes it, without fractions of seconds. */
export function localTime(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const zone = minutes === 0 ? 'Z' : `${minutes < 0 ? '-' : '+'}${digits(hours)}:${digits(rest)}`;
  const day = [digits(date.getFullYear(), 4), digits(date.getMonth() + 1), digits(date.getDate())];
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => digits(part));
  return `${day.join('-')}T${time.join(':')}${zone}`;
}
