using System.Runtime.CompilerServices;
using BlazorChat.Directories.Ldap.Operations;
using BlazorChat.Directories.Ldap.Wire;

namespace BlazorChat.Directories.Ldap.Walk;

/// <summary>The steps of one server, each on what the one before it found.</summary>
internal sealed class ServerWalk(ServerAddress server, LdapSettings settings, ReadUser read, GroupMembership groups, DirectoryTestWish wish) : IDisposable
{
    private LdapConnection? connection;
    private LdapEntry? person;

    private LdapConnection Connection => connection ?? throw new InvalidOperationException("This step comes after the connection.");

    public async IAsyncEnumerable<DirectoryTestResult> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var runner = new StepRunner(server, settings.Timeout);
        foreach (var (step, act) in Steps())
        {
            yield return await runner.RunAsync(step, act, cancellation);
            if (runner.Lost)
                yield break;
        }
    }

    public void Dispose() => connection?.Dispose();

    // Lazy: which steps there are depends on what the earlier ones found, and a person at a keyboard has no deadline.
    private IEnumerable<(DirectoryTestStep Step, Func<CancellationToken, Task<Found>> Act)> Steps()
    {
        var reach = new ReachSteps(server, settings);
        yield return (DirectoryTestStep.Resolve, reach.ResolveAsync);
        yield return (DirectoryTestStep.Connect, reach.ConnectAsync);
        yield return (DirectoryTestStep.Tls, async token => Keep(await reach.SecureAsync(token)));
        yield return (DirectoryTestStep.Account, token => AccountStep.RunAsync(Connection, settings.Account, token));
        yield return (DirectoryTestStep.Base, BaseAsync);
        yield return (DirectoryTestStep.Person, async token => Keep(await new PersonStep(settings, read, wish.Username).RunAsync(Connection, token)));
        if (person is { } entry && wish.Username is { } username)
        {
            var password = wish.AskPassword?.Invoke(username);
            yield return (DirectoryTestStep.Password, token => new PasswordStep(server, settings, read).RunAsync(entry, password, token));
        }
        yield return (DirectoryTestStep.Groups, token => new GroupStep(settings, groups, wish.Username).RunAsync(Connection, person, token));
        foreach (var act in Writes())
            yield return (DirectoryTestStep.Write, act);
    }

    private IEnumerable<Func<CancellationToken, Task<Found>>> Writes()
    {
        var attributes = new WriteAttributeSteps(settings);
        if (settings is { Registration: null, PublishCertificates: false, WriteDisabled: false })
            yield return _ => Task.FromResult(Found.Skipped(DirectoryFinding.WriteNotNeeded));
        if (settings is { PublishCertificates: true } or { WriteDisabled: true } && person is null)
            yield return _ => Task.FromResult(Found.Skipped(DirectoryFinding.WriteNobody));
        if (settings.PublishCertificates && person is { } holder)
            yield return token => attributes.CertificatesAsync(Connection, holder, token);
        if (settings.WriteDisabled && person is { } disabled)
            yield return token => attributes.DisabledAsync(Connection, disabled, token);
        if (settings.Registration is not { } template)
            yield break;
        if (template.CounterDn is { } counter)
            yield return token => WriteAttributeSteps.CounterAsync(Connection, counter, token);
        yield return token => new RegistrationStep(server, settings).RunAsync(Connection, template, token);
    }

    private async Task<Found> BaseAsync(CancellationToken cancellation) =>
        await Connection.ReadAsync(settings.BaseDn, ["1.1"], cancellation) is null
            ? Found.Failed(DirectoryFinding.BaseMissing, settings.BaseDn)
            : Found.Passed(DirectoryFinding.BaseThere, settings.BaseDn);

    private Found Keep((Found Found, LdapConnection Connection) secured)
    {
        connection = secured.Connection;
        return secured.Found;
    }

    private Found Keep((Found Found, LdapEntry? Entry) found)
    {
        person = found.Entry;
        return found.Found;
    }
}
