export const french = `Une conversation, enregistrée depuis {origin}, avec les signatures de ceux qui l’ont écrite.

Pour la vérifier il faut OpenSSL 1.1.1 ou plus récent et les outils ordinaires d’un système Unix (Linux, macOS avec OpenSSL, WSL ou Git Bash
sous Windows), et aucun réseau. Dans ce dossier :

    sh verify.sh [empreinte SHA-256 du certificat racine]

Il nomme chaque message, certificat ou fichier qui n’est pas juste. Sa dernière ligne commence par VERIFIED (vérifié) ou NOT VERIFIED (non
vérifié).

Ce qu’il y a ici

    conversation.json    quelle conversation, enregistrée quand, par qui, pour quelle période
    membership.json      qui en fait partie : chaque changement, signé
    messages-NNNN.json   les messages. « jws » est le message tel que l’appareil de son auteur l’a signé, « signed » le même sous forme lisible,
                         « seq » et « at » sont la place et l’heure (millisecondes depuis 1970, UTC) que le serveur lui a données
    certificates/        de chaque clé qui a signé quelque chose ici, nommés d’après la clé (RFC 7638)
    authority/           la racine, les autorités émettrices, et les listes de révocation au moment de l’enregistrement
    SHA256SUMS           la somme de chaque fichier
    verify.sh            la vérification

Ce que cela prouve, s’il dit VERIFIED

    - Chaque message a été signé, à la lettre près, avec une clé que l’autorité a certifiée pour l’utilisateur et l’appareil nommés à côté.
    - Le certificat était valide à l’heure du message et, d’après les listes qui sont ici, n’était pas encore révoqué.
    - De ce qu’un appareil a envoyé, rien ne manque entre le premier et le dernier message d’ici, rien n’a été répété ni déplacé. Les endroits
      où celui qui a enregistré n’a pas pu ouvrir un message sont nommés.

Ce que cela ne prouve pas

    - Que l’autorité soit la bonne. N’importe qui peut en faire une : comparez l’empreinte de la racine avec ce que l’organisation en dit par un
      autre moyen.
    - Quand un message a été écrit. « at » est ce qu’a dit le serveur et n’est pas signé ; « iat » dans un message est ce qu’a dit l’appareil de
      son auteur.
    - Qui était devant l’appareil, et qui est un utilisateur : l’autorité répond du nom dans un certificat, et son exploitant de l’autorité.
    - Qu’une clé n’ait pas été volée avant la révocation de son certificat, ni révoquée après l’enregistrement.
    - Qu’il n’y ait rien eu avant ou après : celui qui a enregistré a choisi la période, et un serveur peut retenir une fin.
    - Qu’un message ait été lu, ni par qui.
    - Que les règles d’appartenance aient été suivies (qui peut ajouter qui) : la messagerie les vérifie, ce script seulement qui a signé et ce qui
      suit quoi.
    - Quoi que ce soit, si verify.sh lui-même a été modifié. Prenez-le dans les sources du programme ou chez quelqu’un de confiance.
`;
