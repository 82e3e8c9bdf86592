export { Api } from './api';
export { ApiError, isApiError, networkCode } from './error';
export type * from './wire';
