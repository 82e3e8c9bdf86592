/** README.txt of an archive; `{origin}` is where it was saved. Not among the texts of the page, which would grow by it. */
export const english = `A conversation, saved from {origin}, with the signatures of those who wrote it.

To check it you need OpenSSL 1.1.1 or newer and the ordinary tools of a Unix system (Linux, macOS with OpenSSL, WSL or Git Bash on Windows),
and no network. In this folder:

    sh verify.sh [SHA-256 fingerprint of the root certificate]

It names every message, certificate or file that is not right. Its last line begins with VERIFIED or NOT VERIFIED.

What is here

    conversation.json    which conversation, saved when, by whom, of which period
    membership.json      who is in it: every change, signed
    messages-NNNN.json   the messages. "jws" is the message as its author's device signed it, "signed" the same in readable form, "seq" and
                         "at" are the place and the time (milliseconds since 1970, UTC) that the server gave it
    certificates/        of each key that signed something here, named by the key (RFC 7638)
    authority/           the root, the issuing authorities, and the revocation lists as they were when this was saved
    SHA256SUMS           the sum of every file
    verify.sh            the check

What it proves, if it says VERIFIED

    - Each message was signed, letter for letter, with a key that the authority certified for the user and device named beside it.
    - The certificate was valid at the time of the message, and not revoked by then as far as the lists here go.
    - Of what a device sent, nothing is missing between the first and the last message here, nothing was repeated or moved. Places where
      whoever saved this could not open a message are named.

What it does not prove

    - That the authority is the right one. Anybody can make one: compare the fingerprint of the root with what the organisation says
      by another way.
    - When a message was written. "at" is what the server said and is not signed; "iat" in a message is what its author's device said.
    - Who sat at the device, and who a user is: the authority answers for the name in a certificate, its operator for the authority.
    - That a key was not stolen before its certificate was revoked, or revoked after this was saved.
    - That nothing came before or after what is here: whoever saved this chose the period, and a server can withhold an end.
    - That a message was read, or by whom.
    - That the rules of membership were kept (who may add whom): the chat checks them, this script only who signed and what follows what.
    - Anything, if verify.sh itself was changed. Take it from the program's source or from somebody you trust.
`;
