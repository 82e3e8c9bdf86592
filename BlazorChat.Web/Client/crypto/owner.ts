/** Whose key it is: a device of a user, or the user's recovery pair. */
export interface Owner {
  readonly user: string;
  readonly device: string;
}

export const recovery = 'recovery';

export const ownerUri = ({ user, device }: Owner): string => `urn:blazorchat:user:${user}:device:${device}`;
