using Microsoft.Data.Sqlite;

namespace BlazorChat.Web.Storage;

internal sealed class SqliteAppendDialect(SqliteTurns turns) : AppendDialect
{
    // https://sqlite.org/rescode.html
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Full = 13;

    /// <summary>Nothing: the transaction begins IMMEDIATE, which locks the one writer's place of the whole file.</summary>
    public override string RowLock => "";

    public override bool IsRemote => false;

    public override bool IsTransient(Exception fault) => fault is SqliteException { SqliteErrorCode: Busy or Locked };

    public override bool IsLost(Exception fault) => false;

    public override bool IsFull(Exception fault) => fault is SqliteException { SqliteErrorCode: Full };

    public override bool TryShareTurn(AppendTransaction transaction, string what) => true;

    public override void LetOthersIn() => turns.LetOthersIn();
}
