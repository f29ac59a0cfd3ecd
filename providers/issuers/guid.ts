/** The pattern of a GUID, as JSON Schema and regular expressions have it. */
export const GUID_PATTERN = '^[\\dA-Fa-f]{8}(-[\\dA-Fa-f]{4}){3}-[\\dA-Fa-f]{12}$';

const GUID = new RegExp(GUID_PATTERN);

/** Whether a text is a GUID, in upper or lower case. */
export const isGuid = (text: string): boolean => GUID.test(text);
