namespace BlazorChat.Web.Storage.Hosts;

/// <summary>This run of the program among the hosts of an installation. After a restart it is another one.</summary>
/// <param name="Id">Random.</param>
/// <param name="Name">For people: the machine and the process.</param>
public sealed record ThisHost(Guid Id, string Name)
{
    public static ThisHost Make() => new(Guid.NewGuid(), $"{Environment.MachineName}/{Environment.ProcessId}");
}
