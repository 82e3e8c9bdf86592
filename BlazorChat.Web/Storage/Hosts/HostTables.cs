using Microsoft.EntityFrameworkCore;

namespace BlazorChat.Web.Storage.Hosts;

/// <summary>
/// What several hosts on one PostgreSQL database have beside the tables of the model: who they are, what changed that others keep in memory, who has a page
/// where, and the keys of the sign-in. SQLite, which belongs to one host, has none of it.
/// </summary>
/// <remarks>
/// Changes are noted by triggers, in the transaction that makes them and whoever makes it: no feature can forget it. They run at the commit and take a lock that
/// is held to its end, so the numbers of changes are seen in their order and without one that comes later. It is the last lock of every transaction: nobody
/// waits for another in a circle. Sends note nothing, but for entries of room chains.
/// </remarks>
internal static class HostTables
{
    /// <summary>The channel on which the server rings after a change.</summary>
    public const string Channel = "blazorchat_changes";

    /// <summary>The setting of a connection that says which host it belongs to.</summary>
    public const string HostSetting = "blazorchat.host";

    /// <summary>The setting of a transaction that says why it changes something.</summary>
    public const string WhySetting = "blazorchat.why";

    // "change" in ASCII: the same lock in every version of the program.
    private const long Order = 0x6368_616E_6765;

    /// <summary>The tables.</summary>
    public static IReadOnlyList<string> Names { get; } = ["hosts", "host_changes", "host_presence", "data_protection_keys"];

    /// <summary>Once the tables with its triggers are gone.</summary>
    public const string DropFunction = "DROP FUNCTION IF EXISTS blazorchat_note_change()";

    public static string Make { get; } = $"""
        CREATE TABLE "hosts" (
            "Id" uuid PRIMARY KEY,
            "Name" text COLLATE "C" NOT NULL,
            "StartedAt" timestamptz NOT NULL DEFAULT clock_timestamp(),
            "SeenAt" timestamptz NOT NULL DEFAULT clock_timestamp());

        CREATE TABLE "host_changes" (
            "Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            "At" timestamptz NOT NULL DEFAULT clock_timestamp(),
            "Host" text COLLATE "C",
            "Kind" text COLLATE "C" NOT NULL,
            "Key" text COLLATE "C" NOT NULL,
            "Why" text COLLATE "C");

        CREATE TABLE "host_presence" (
            "Host" uuid NOT NULL,
            "User" uuid NOT NULL,
            "Presence" smallint NOT NULL,
            "Number" bigint NOT NULL,
            PRIMARY KEY ("Host", "User"));
        CREATE INDEX "IX_host_presence_Host_Number" ON "host_presence" ("Host", "Number");

        CREATE TABLE "data_protection_keys" (
            "Name" text COLLATE "C" PRIMARY KEY,
            "Xml" text NOT NULL);

        CREATE FUNCTION blazorchat_note_change() RETURNS trigger LANGUAGE plpgsql AS $note$
        DECLARE
            key text := '';
            part text;
        BEGIN
            FOR i IN 1 .. TG_NARGS - 1 LOOP
                IF TG_OP = 'DELETE' THEN
                    EXECUTE 'SELECT ($1).' || quote_ident(TG_ARGV[i]) INTO part USING OLD;
                ELSE
                    EXECUTE 'SELECT ($1).' || quote_ident(TG_ARGV[i]) INTO part USING NEW;
                END IF;
                key := key || CASE WHEN i = 1 THEN '' ELSE ' ' END || part;
            END LOOP;
            PERFORM pg_advisory_xact_lock({Order});
            INSERT INTO "host_changes" ("Host", "Kind", "Key", "Why")
            VALUES (NULLIF(current_setting('{HostSetting}', true), ''), TG_ARGV[0], key, NULLIF(current_setting('{WhySetting}', true), ''));
            PERFORM pg_notify('{Channel}', '');
            RETURN NULL;
        END $note$;

        {Trigger("users", "INSERT OR UPDATE OF \"Username\", \"DisplayName\", \"ChosenName\", \"Role\", \"Disabled\", \"DisabledInDirectory\", \"DeletedAt\", \"Photo\"", HostChangeKinds.User, "Id")}
        {Trigger("sessions", "INSERT OR DELETE OR UPDATE OF \"DeviceId\"", HostChangeKinds.Session, "Id")}
        {Trigger("user_chain_entries", "INSERT", HostChangeKinds.UserChain, "UserId")}
        {Trigger("revocation_lists", "INSERT OR UPDATE", HostChangeKinds.Revocations, "Issuer")}
        {Trigger("entries", "INSERT", HostChangeKinds.RoomChain, "ConversationId", "N", when: """NEW."Kind" = 1""")}
        {Trigger("room_profiles", "UPDATE", HostChangeKinds.Profile, "ConversationId")}
        {Trigger("conversations", "UPDATE", HostChangeKinds.Profile, "Id", when: """OLD."ArchivedAt" IS DISTINCT FROM NEW."ArchivedAt" """)}
        {Trigger("conversations", "UPDATE", HostChangeKinds.Expired, "Id", "ExpiredSeq", when: """OLD."ExpiredSeq" <> NEW."ExpiredSeq" """)}
        {Trigger("members", "UPDATE", HostChangeKinds.Settings, "ConversationId", "User",
            when: """OLD."Muted" <> NEW."Muted" OR OLD."Favourite" <> NEW."Favourite" OR OLD."HiddenAt" IS DISTINCT FROM NEW."HiddenAt" """)}
        {Trigger("members", "UPDATE", HostChangeKinds.Cleared, "ConversationId", "User", when: """OLD."ClearedSeq" <> NEW."ClearedSeq" """)}
        {Trigger("members", "UPDATE", HostChangeKinds.Unread, "ConversationId", "User", when: """OLD."ClearedSeq" = NEW."ClearedSeq" AND OLD."ReadSeq" > NEW."ReadSeq" """)}
        {Trigger("blocks", "INSERT OR DELETE", HostChangeKinds.Block, "User", "Blocked")}
        {Trigger("quiet_readers", "INSERT OR DELETE", HostChangeKinds.QuietReader, "User")}
        {Trigger("user_statuses", "INSERT OR UPDATE OR DELETE", HostChangeKinds.Status, "User")}
        """;

    /// <summary>As the triggers do it, for a change that none of them sees: in a transaction, and last in it.</summary>
    public static Task NoteAsync(ChatDatabase database, string kind, string key, CancellationToken cancellation) => database.Database.ExecuteSqlAsync(
        $"""
        SELECT pg_advisory_xact_lock({Order});
        INSERT INTO "host_changes" ("Host", "Kind", "Key") VALUES (NULLIF(current_setting({HostSetting}, true), ''), {kind}, {key});
        SELECT pg_notify({Channel}, '')
        """, cancellation);

    private static string Trigger(string table, string after, string kind, string key, string? more = null, string? when = null) => $"""
        CREATE CONSTRAINT TRIGGER "{table}_{kind}" AFTER {after} ON "{table}" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            {(when is null ? "" : $"WHEN ({when})")} EXECUTE FUNCTION blazorchat_note_change('{kind}', '{key}'{(more is null ? "" : $", '{more}'")});
        """;
}
