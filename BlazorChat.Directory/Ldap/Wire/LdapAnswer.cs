using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace BlazorChat.Directories.Ldap.Wire;

/// <summary>RFC 4511 4.1.9: what a server answers to one operation.</summary>
/// <param name="Code">The result.</param>
/// <param name="Diagnostic">The server's own words, in its language; often empty.</param>
/// <param name="Policy">What the password policy says beside it; null: nothing.</param>
/// <param name="Cookie">Of a page of results; empty: the last, null: no page.</param>
internal sealed record LdapAnswer(LdapCode Code, string Diagnostic, PasswordPolicyError? Policy, byte[]? Cookie = null)
{
    /// <summary>The code as a sentence names it: server documentation lists them by number.</summary>
    public string Number => ((int)Code).ToString(CultureInfo.InvariantCulture);

    /// <param name="message">With the operation in it, such as a BindResponse.</param>
    /// <exception cref="AsnContentException">It is not an LDAPResult.</exception>
    public static LdapAnswer Read(LdapMessage message)
    {
        var result = new AsnReader(message.Operation, AsnEncodingRules.BER).ReadSequence(message.Tag);
        var code = 0;
        foreach (var octet in result.ReadEnumeratedBytes().Span)
            code = (code << 8) | octet;
        result.ReadOctetString(); // matchedDN
        var diagnostic = Encoding.UTF8.GetString(result.ReadOctetString());
        return new LdapAnswer((LdapCode)code, diagnostic.TrimEnd('\0'), PasswordPolicyControl.ErrorOf(message.Controls), PagingControl.CookieOf(message.Controls));
    }
}
