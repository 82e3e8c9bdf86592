using System.Formats.Asn1;
using System.Globalization;
using System.Net.Sockets;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>
/// One connection to one server, used by one caller at a time. A call that does not come to its end (deadline, fault) leaves
/// the connection unusable and the caller disposes it: nothing waits on a silent server behind our back, no thread, no buffer.
/// </summary>
internal sealed class LdapConnection : IDisposable
{
    /// <summary>Larger answers end the connection: a hundred people with everything we ask for fit many times.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    private const int MaxSearchBytes = 16 * 1024 * 1024;
    private const string StartTlsOid = "1.3.6.1.4.1.1466.20037"; // RFC 4511 4.14
    private readonly ServerAddress server;
    private Stream stream;
    private byte[] received = new byte[4096];
    private int count;
    private int lastId;

    private LdapConnection(ServerAddress server, Stream stream)
    {
        this.server = server;
        this.stream = stream;
    }

    /// <summary>Connects, and secures the connection before anything else is said.</summary>
    public static async Task<LdapConnection> OpenAsync(ServerAddress server, TlsTrust trust, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        LdapConnection? connection = null;
        try
        {
            // Resolving a name does not obey the token everywhere; the caller is freed all the same.
            await socket.ConnectAsync(server.Host, server.Port, cancellation).AsTask().WaitAsync(cancellation);
            connection = new LdapConnection(server, new NetworkStream(socket, ownsSocket: true));
            if (server.Security is ServerSecurity.StartTls)
                await connection.AskForTlsAsync(cancellation);
            if (server.Security is not ServerSecurity.Plain)
                connection.stream = await trust.SecureAsync(connection.stream, server, cancellation);
            return connection;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw NoConnection(server, e);
        }
        catch
        {
            connection?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One request, one answer.</summary>
    public async Task<LdapAnswer> CallAsync(LdapOperation operation, CancellationToken cancellation)
    {
        var (answer, _) = await ExchangeAsync(operation, cancellation);
        return answer;
    }

    /// <summary>The entries found; of too many, those the server gave (the code says so). References to other servers are not followed.</summary>
    public Task<(LdapAnswer Answer, IReadOnlyList<LdapEntry> Entries)> SearchAsync(LdapSearch search, int seconds, CancellationToken cancellation, LdapControl? control = null) =>
        ExchangeAsync(LdapOperation.Search(search, seconds, control), cancellation);

    public void Dispose() => stream.Dispose();

    private static LdapFaultException NoConnection(ServerAddress server, SocketException e) =>
        e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            ? new LdapFaultException(e, LdapFault.NoConnection, DirectoryFinding.NotResolved, server.Host, e.Message) { Server = server }
            : new LdapFaultException(e, LdapFault.NoConnection, DirectoryFinding.NotConnected, server.Port.ToString(CultureInfo.InvariantCulture), e.Message) { Server = server };

    private async Task AskForTlsAsync(CancellationToken cancellation)
    {
        var answer = await CallAsync(LdapOperation.Extended(StartTlsOid, value: null), cancellation);
        if (answer.Code is not LdapCode.Success)
            throw new LdapFaultException(LdapFault.Tls, DirectoryFinding.StartTlsRefused, answer.Number, answer.Diagnostic) { Server = server };
        // Whoever sits in between could have put an answer of their own behind the server's, to be read as if it came through TLS.
        if (count != 0)
            throw new LdapFaultException(LdapFault.Tls, DirectoryFinding.ClearAfterStartTls) { Server = server };
    }

    private async Task<(LdapAnswer Answer, IReadOnlyList<LdapEntry> Entries)> ExchangeAsync(LdapOperation operation, CancellationToken cancellation)
    {
        try
        {
            var id = ++lastId;
            await stream.WriteAsync(operation.Encode(id), cancellation);
            var entries = new List<LdapEntry>();
            var bytes = 0;
            while (true)
            {
                var message = await ReceiveAsync(cancellation);
                if (message.Id == 0) // RFC 4511 4.4.1: notice of disconnection
                    throw new LdapFaultException(LdapFault.Closed, DirectoryFinding.Dismissed, LdapAnswer.Read(message).Diagnostic) { Server = server };
                if (message.Id != id)
                    throw new LdapFaultException(LdapFault.Protocol, DirectoryFinding.NotAsked) { Server = server };
                if (message.Tag.TagValue == operation.AnswerTag)
                    return (LdapAnswer.Read(message), entries);
                if (message.Tag.TagValue == LdapOperation.SearchReferenceTag)
                    continue;
                if (message.Tag.TagValue != LdapOperation.SearchEntryTag || (bytes += message.Operation.Length) > MaxSearchBytes)
                    throw new LdapFaultException(LdapFault.Protocol, DirectoryFinding.NotAsked) { Server = server };
                entries.Add(LdapEntry.Read(message));
            }
        }
        catch (IOException e)
        {
            throw new LdapFaultException(e, LdapFault.Closed, DirectoryFinding.Broken, e.Message) { Server = server };
        }
        catch (AsnContentException e)
        {
            throw new LdapFaultException(e, LdapFault.Protocol, DirectoryFinding.NotLdap) { Server = server };
        }
    }

    private async Task<LdapMessage> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (LdapMessage.Measure(received.AsSpan(0, count)) is { } length)
            {
                if (length > MaxMessageBytes)
                    throw new LdapFaultException(LdapFault.TooLarge, DirectoryFinding.AnswerTooLarge, (MaxMessageBytes / 1024 / 1024).ToString(CultureInfo.InvariantCulture)) { Server = server };
                if (length <= count)
                    return Take(length);
                if (length > received.Length)
                    Array.Resize(ref received, length);
            }
            var read = await stream.ReadAsync(received.AsMemory(count), cancellation);
            if (read == 0)
                throw new LdapFaultException(LdapFault.Closed, DirectoryFinding.Ended) { Server = server };
            count += read;
        }
    }

    private LdapMessage Take(int length)
    {
        var message = received.AsSpan(0, length).ToArray();
        received.AsSpan(length, count - length).CopyTo(received);
        count -= length;
        return LdapMessage.Read(message);
    }
}
