using BlazorChat.Web.Storage;

namespace BlazorChat.Tests.Storage;

/// <summary>A row in a table of its own, numbered without gaps within its key: what a message is to a conversation.</summary>
internal sealed class Note(string key, string text, Action<AppendTransaction>? also = null) : IAppendWork<long>
{
    public const string Table = """
        CREATE TABLE notes ("Key" TEXT NOT NULL, "Seq" BIGINT NOT NULL, "Text" TEXT NOT NULL, PRIMARY KEY ("Key", "Seq"));
        CREATE TABLE heads ("Key" TEXT PRIMARY KEY, "Last" BIGINT NOT NULL);
        """;

    public string Key => key;

    public long Run(AppendTransaction transaction)
    {
        var head = transaction.State<Head>(key, Head.Load)!;
        head.Last++;
        transaction.Execute("""INSERT INTO notes ("Key", "Seq", "Text") VALUES (@p0, @p1, @p2)""", key, head.Last, text);
        also?.Invoke(transaction);
        return head.Last;
    }

    private sealed class Head(string key) : IGroupState
    {
        public long Last { get; set; }

        public static Head Load(AppendTransaction transaction, string key)
        {
            using var row = transaction.Query("""SELECT "Last" FROM heads WHERE "Key" = @p0""" + transaction.Dialect.RowLock, key);
            return new Head(key) { Last = row.Read() ? row.GetInt64(0) : 0 };
        }

        public void Write(AppendTransaction transaction) =>
            transaction.Execute("""INSERT INTO heads VALUES (@p0, @p1) ON CONFLICT ("Key") DO UPDATE SET "Last" = @p1""", key, Last);
    }
}
