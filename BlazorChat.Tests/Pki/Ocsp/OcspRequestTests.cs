using System.Net;
using System.Security.Cryptography;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Keys;
using BlazorChat.Pki.Ocsp;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>Whatever comes in, something understandable goes back.</summary>
public sealed class OcspRequestTests(OcspHost ocsp) : IClassFixture<OcspHost>
{
    private const int Malformed = 1;
    private const int Unauthorized = 6;

    private OcspQuestion Question => ocsp.Ask("10");

    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(128)]
    public async Task A_nonce_is_repeated(int octets)
    {
        var nonce = RandomNumberGenerator.GetBytes(octets);
        (await ocsp.PostAsync(Question with { Nonce = nonce })).Nonce.ShouldBe(nonce);
        (await ocsp.PostAsync(Question with { Nonce = nonce, NonceCritical = true })).Nonce.ShouldBe(nonce);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public async Task A_nonce_without_or_with_too_many_octets_is_malformed(int octets) =>
        (await ocsp.PostAsync(Question with { Nonce = new byte[octets] })).Status.ShouldBe(Malformed);

    [Fact]
    public async Task What_is_unknown_is_passed_over_unless_it_is_critical()
    {
        OcspQuestion[] fine = [Question with { OtherExtension = false }, Question with { SingleExtension = false }, Question with { Version = 0 }, Question with { Named = true }, Question with { Signed = true }];
        foreach (var question in fine)
            (await ocsp.PostAsync(question)).Only.ShouldBe("unknown", question.ToString());
        OcspQuestion[] wrong = [Question with { OtherExtension = true }, Question with { SingleExtension = true }, Question with { Version = 1 }, ocsp.Ask()];
        foreach (var question in wrong)
            (await ocsp.PostAsync(question)).Status.ShouldBe(Malformed, question.ToString());
    }

    [Fact]
    public async Task Certificates_of_another_ca_or_of_two_are_not_for_us()
    {
        var root = ocsp.Host.Get<OpenedAuthority>().Keys.Root;
        (await ocsp.PostAsync(new OcspQuestion(root, "10"))).Status.ShouldBe(Unauthorized);
        (await ocsp.PostAsync(new OcspQuestion(root, "10") { Sha256 = true, Nonce = [1] })).Status.ShouldBe(Unauthorized);

        // SHA-512 (…2.3) instead of SHA-256 (…2.1): a hash we do not make.
        var other = (Question with { Sha256 = true }).Encode();
        other[other.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x60, 0x86, 0x48, 0x01, 0x65, 3, 4, 2, 1]) + 8] = 3;
        OcspReply.Read(await ocsp.PostAsync(other)).Status.ShouldBe(Unauthorized);

        // The name of one CA with the key of another.
        var mixed = Question.Encode();
        mixed[mixed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x04, 20]) + 2] ^= 1;
        OcspReply.Read(await ocsp.PostAsync(mixed)).Status.ShouldBe(Unauthorized);
    }

    [Fact]
    public async Task A_foreign_serial_is_unknown_whatever_it_looks_like()
    {
        foreach (var serial in new[] { "00", "7F", "00FF", "80", "FF", SerialNumber.Next().ToString(), Convert.ToHexString(Enumerable.Repeat((byte)0x11, 500).ToArray()) })
        {
            var reply = await ocsp.PostAsync(ocsp.Ask(serial));
            reply.Said.ShouldBe([(serial, "unknown")]);
        }
    }

    [Fact]
    public async Task A_hundred_certificates_are_answered_in_their_order_and_no_more()
    {
        var serials = Enumerable.Range(0, OcspRequest.MaxCertificates).Select(i => $"10{i:X2}").ToArray();
        (await ocsp.PostAsync(ocsp.Ask(serials))).Said.Select(said => said.Serial).ShouldBe(serials);
        (await ocsp.PostAsync(ocsp.Ask([.. serials, "1000"]))).Status.ShouldBe(Malformed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_certificates_are_too_much_and_are_not_even_read(bool chunked)
    {
        var serials = Enumerable.Range(0, 10_000).Select(i => $"10{i:X4}").ToArray();
        using var content = new ByteArrayContent(ocsp.Ask(serials).Encode()) { Headers = { ContentType = new("application/ocsp-request") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, ocsp.Address) { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true; // asks before it sends; without, the connection may be gone while it still writes
        using var answer = await ocsp.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Neither_random_nor_mutated_bytes_make_it_fail()
    {
        var answer = ocsp.Host.Get<AnswerOcsp>();
        var good = (Question with { Nonce = RandomNumberGenerator.GetBytes(32), Named = true, Signed = true, Version = 0, OtherExtension = false, SingleExtension = false }).Encode();
        var failed = ocsp.Host.Authority.Ocsp.Failed;
        for (var i = 0; i < 20_000; i++)
        {
            var reply = OcspReply.Read((await answer.HandleAsync(Mutate(good, i), () => false, CancellationToken.None)).Der);
            reply.Status.ShouldBeOneOf(Malformed, 3, Unauthorized);
        }
        ocsp.Host.Authority.Ocsp.Failed.ShouldBe(failed);
    }

    [Fact]
    public async Task Over_http_rubbish_gets_an_answer_too()
    {
        var good = Question.Encode();
        byte[][] bad = [[], [0], [0x30], [0x30, 0], [0x30, 0x80, 0, 0], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [.. good, 0], good[..^1], good[1..], Enumerable.Repeat((byte)0x30, 16_000).ToArray(), RandomNumberGenerator.GetBytes(500)];
        foreach (var der in bad)
        {
            OcspReply.Read(await ocsp.PostAsync(der)).Status.ShouldBe(Malformed, Convert.ToHexString(der.AsSpan(0, Math.Min(20, der.Length))));
            if (der.Length < 1000)
                OcspReply.Read(await ocsp.Http.GetByteArrayAsync($"{ocsp.Address}/{Uri.EscapeDataString(Convert.ToBase64String(der))}")).Status.ShouldBe(Malformed);
        }
        foreach (var path in new[] { "", "/", "/*", "/AAA%3D%3D%3D", "/..%2F..%2Fetc", "/%E9" })
            OcspReply.Read(await ocsp.Http.GetByteArrayAsync(ocsp.Address + path)).Status.ShouldBe(Malformed, path);
    }

    [Fact]
    public async Task A_question_in_the_path_may_be_escaped_in_every_way_clients_do()
    {
        var (leaf, _) = await ocsp.IssueAsync();
        // One whose base64 has both letters that need escapes, and two slashes in a row.
        byte[] question;
        do
            question = (ocsp.Ask(leaf.Serial) with { Nonce = RandomNumberGenerator.GetBytes(32) }).Encode();
        while (Convert.ToBase64String(question) is var text && !(text.Contains('+') && text.Contains("//", StringComparison.Ordinal)));
        var base64 = Convert.ToBase64String(question);
        string[] ways = [Uri.EscapeDataString(base64), base64, base64.Replace("+", "%20", StringComparison.Ordinal), base64.TrimEnd('='), base64.Replace("/", "%2f", StringComparison.Ordinal), base64.Replace('+', '-').Replace('/', '_')];
        foreach (var way in ways)
            OcspReply.Read(await ocsp.Http.GetByteArrayAsync($"{ocsp.Address}/{way}")).Only.ShouldBe("good", way);
    }

    [Fact]
    public async Task Another_type_is_refused_and_so_is_a_path_without_end()
    {
        using var form = await ocsp.Http.PostAsync(ocsp.Address, new FormUrlEncodedContent([new("a", "b")]));
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        using var parameters = new ByteArrayContent(Question.Encode()) { Headers = { ContentType = new("Application/OCSP-request") { CharSet = "binary" } } };
        using var typed = await ocsp.Http.PostAsync(ocsp.Address, parameters);
        typed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var length = await ocsp.Http.GetAsync($"{ocsp.Address}/{new string('A', 3000)}");
        length.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    /// <summary>One in four is random, the others are the good one with octets changed, cut out or put in.</summary>
    private static byte[] Mutate(byte[] good, int i)
    {
        if (i % 4 == 0)
            return RandomNumberGenerator.GetBytes(RandomNumberGenerator.GetInt32(300));
        var bytes = good.ToList();
        for (var changes = RandomNumberGenerator.GetInt32(1, 5); changes > 0; changes--)
        {
            var at = RandomNumberGenerator.GetInt32(bytes.Count);
            if (i % 4 == 1)
                bytes[at] = (byte)RandomNumberGenerator.GetInt32(256);
            else if (i % 4 == 2)
                bytes.RemoveAt(at);
            else
                bytes.Insert(at, (byte)RandomNumberGenerator.GetInt32(256));
        }
        return [.. bytes];
    }
}
