import type { BrakeRule } from '../../bridge/tenants/config.ts';
import { UsageError } from '../commandError.ts';

/** Reads a brake: a number of users, a share such as `10%`, or `off`; `null` means `off`. */
export function readBrake(option: string, text: string): BrakeRule | null {
  if (text === 'off') return null;
  const [, number = '', percent = ''] = /^([1-9]\d{0,8})(%?)$/.exec(text) ?? [];
  const limit = Number(number);
  if (number === '' || (percent !== '' && limit > 100)) {
    throw new UsageError(
      `${option} takes a number of users such as 50, a share of them such as 10%, or off; not "${text}".`,
    );
  }
  return percent === '' ? { users: limit } : { percent: limit };
}
