using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace BlazorChat.Pki.Est;

/// <summary>
/// HTTP Basic (RFC 7617, RFC 7030 3.2.3) against the directory. A password is read only from a connection that nobody listens to: TLS, or
/// this very machine. Guessing is slowed down as at the sign-in, by the same counters.
/// </summary>
internal sealed class CheckPassword(IEstPeople people)
{
    private const string Challenge = "Basic realm=\"BlazorChat EST\", charset=\"UTF-8\"";
    private static readonly TimeSpan DirectoryPause = TimeSpan.FromSeconds(30);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task<Asker> HandleAsync(HttpContext http, CancellationToken cancellation)
    {
        if (!IsPrivate(http))
            return Asker.Refused(StatusCodes.Status403Forbidden,
                "A password is taken over https only, or over http from this machine itself. Use the https address of this installation; behind a proxy, name the proxy in Proxies:Known.");
        if (!TryRead(http.Request.Headers.Authorization.ToString(), out var username, out var password))
            return Unknown(http, "Say who you are: with your username and password (HTTP Basic), such as curl --user alice.");
        // RFC 4513 5.1.2: to some directories a name without a password is nobody, and lets nobody in as somebody.
        if (username.Length == 0 || password.Length == 0)
            return Unknown(http, "Username and password may not be empty.");
        return await people.SignInAsync(username, password, http.Connection.RemoteIpAddress, cancellation) switch
        {
            EstSignIn.Accepted(var person) => new Asker(person, null, null),
            EstSignIn.Throttled(var wait) => Asker.Refused(EstAnswer.Later(StatusCodes.Status429TooManyRequests, $"Too many attempts. Try again in {(int)Math.Ceiling(wait.TotalSeconds)} seconds.", wait)),
            EstSignIn.Blocked(var reason) => Asker.Refused(StatusCodes.Status403Forbidden, $"The password is right, but the account may not be used ({reason}). Ask an administrator."),
            EstSignIn.Unreachable => Asker.Refused(EstAnswer.Later(StatusCodes.Status503ServiceUnavailable, "The directory does not answer. Try again in a moment.", DirectoryPause)),
            _ => Unknown(http, "Username or password is wrong."),
        };
    }

    /// <summary>A header of a proxy that is not known shows that the connection began elsewhere.</summary>
    private static bool IsPrivate(HttpContext http)
    {
        var headers = http.Request.Headers;
        return http.Request.IsHttps
            || (http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
                && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("X-Forwarded-Proto") && !headers.ContainsKey("Forwarded") && !headers.ContainsKey(HeaderNames.Via));
    }

    private static bool TryRead(string header, [NotNullWhen(true)] out string? username, [NotNullWhen(true)] out string? password)
    {
        (username, password) = (null, null);
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !value.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || value.Parameter is null)
            return false;
        try
        {
            var pair = Utf8.GetString(Convert.FromBase64String(value.Parameter));
            // RFC 7617 2: the first colon ends the name; a password may have more.
            if (pair.IndexOf(':', StringComparison.Ordinal) is not (>= 0 and var colon))
                return false;
            (username, password) = (pair[..colon], pair[(colon + 1)..]);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static Asker Unknown(HttpContext http, string sentence)
    {
        http.Response.Headers.WWWAuthenticate = Challenge;
        return Asker.Refused(StatusCodes.Status401Unauthorized, sentence);
    }
}
