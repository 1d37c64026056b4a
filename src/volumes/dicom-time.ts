const day = 86_400;

/** DICOM DA (YYYYMMDD) and TM (HHMMSS.FFFFFF, later parts optional) → seconds since 1970 as if in UTC; null when malformed. */
export function secondsOf(date: string | undefined, time: string | undefined): number | null {
  const d = /^(\d{4})[.-]?(\d{2})[.-]?(\d{2})$/.exec(date ?? '');
  const t = secondsOfDay(time);
  return d && t !== null ? Date.UTC(Number(d[1]), Number(d[2]) - 1, Number(d[3])) / 1000 + t : null;
}

/** DICOM TM → seconds since midnight; null when malformed. */
export function secondsOfDay(time: string | undefined): number | null {
  const t = /^(\d{2}):?(\d{2})?:?(\d{2})?(\.\d{1,6})?$/.exec(time ?? '');
  return t ? Number(t[1]) * 3600 + Number(t[2] ?? 0) * 60 + Number(t[3] ?? 0) + Number(t[4] ?? 0) : null;
}

/**
 * DICOM DT with at least date and hour → seconds since 1970 in its own local time; the offset from UTC is left aside,
 * because the times it is compared with (series, acquisition) are local and carry none.
 */
export function secondsOfDateTime(dateTime: string | undefined): number | null {
  const parts = /^(\d{8})(\d{2,6}(?:\.\d{1,6})?)(?:[+-]\d{4})?$/.exec(dateTime ?? '');
  return parts ? secondsOf(parts[1], parts[2]) : null;
}

/** Midnight at the beginning of the day that holds `seconds`. */
export const startOfDay = (seconds: number): number => Math.floor(seconds / day) * day;

export const secondsPerDay = day;
