// Days as the page's data counts them: from 1 January 1970.

const DAY = 86_400_000;

/** The last day of what has no end; the first of what has no beginning is its negative. */
export const OPEN = 99_999;

/** @param {number} day @returns {string} */
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);
/** @param {string} text @returns {number} */
export const dayOf = (text) => Date.parse(text) / DAY;
/** @param {number} day @returns {number} */
export const yearOfDay = (day) => new Date(day * DAY).getUTCFullYear();
/** @param {number} year @returns {number} Its first day. */
export const newYear = (year) => Date.UTC(year, 0, 1) / DAY;
/** @returns {number} */
export const today = () => Math.floor(Date.now() / DAY);
