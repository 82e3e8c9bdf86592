using BlazorChat.Web.Storage;

namespace BlazorChat.Tests.Storage;

/// <summary>A statement that is run by the writer, on its connection.</summary>
internal sealed class Statement(string sql, Action? also = null) : IAppendWork<int>
{
    public string Key => "";

    public int Run(AppendTransaction transaction)
    {
        also?.Invoke();
        using var reader = transaction.Query(sql);
        while (reader.Read())
        {
        }
        return 0;
    }
}
