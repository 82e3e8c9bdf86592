export { Api } from './api';
export { isExpired, isMessage, isRemoved } from './entries';
export { ApiError, isApiError, networkCode } from './error';
export type * from './wire';
