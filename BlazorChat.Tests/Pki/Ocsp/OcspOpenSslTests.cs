using System.Diagnostics;
using BlazorChat.Pki;
using BlazorChat.Pki.Issuance;
using BlazorChat.Pki.Ocsp;
using BlazorChat.Pki.Revocation;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>The responder before openssl and curl.</summary>
public sealed class OcspOpenSslTests(OcspHost ocsp) : IClassFixture<OcspHost>
{
    private IAuthority Authority => ocsp.Host.Authority;

    [Theory]
    [InlineData("-no_nonce", "-sha1")]
    [InlineData("-no_nonce", "-sha256")]
    [InlineData("-nonce", "-sha1")]
    [InlineData("-nonce", "-sha256")]
    public async Task Openssl_verifies_good_revoked_held_and_unknown(string nonce, string hash)
    {
        var (good, goodFile) = await ocsp.IssueAsync();
        var (revoked, revokedFile) = await ocsp.IssueAsync();
        var (held, heldFile) = await ocsp.IssueAsync();
        await Authority.RevokeAsync(KeySelection.Of(revoked.Kid), RevocationReason.KeyCompromise, Actor.Host);
        await Authority.HoldAsync(KeySelection.Of(held.Kid), Actor.Host);

        // Each alone, which without a nonce is a kept answer; then all together.
        (await AskAsync(nonce, hash, "-cert", goodFile)).ShouldContain($"{goodFile}: good");
        (await AskAsync(nonce, hash, "-cert", revokedFile)).ShouldContain($"{revokedFile}: revoked");
        (await AskAsync(nonce, hash, "-cert", heldFile)).ShouldContain("Reason: certificateHold");
        (await AskAsync(nonce, hash, "-serial", $"0x{SerialNumber.Next()}")).ShouldContain(": unknown");
        var all = await AskAsync(nonce, hash, "-cert", goodFile, "-cert", revokedFile, "-cert", heldFile, "-serial", "0x1000");
        all.ShouldContain($"{goodFile}: good");
        all.ShouldContain($"{revokedFile}: revoked");
        all.ShouldContain("Reason: keyCompromise");
        all.ShouldContain($"{heldFile}: revoked");
        all.ShouldContain("0x1000: unknown");

        (await ocsp.PostAsync(ocsp.Ask(good.Serial))).Only.ShouldBe("good");
    }

    [Fact]
    public async Task Openssl_takes_the_responders_certificate_in_hand_for_the_one_that_must_have_signed()
    {
        var (_, file) = await ocsp.IssueAsync();
        await AskAsync("-no_nonce", "-sha1", "-cert", file);
        var signer = await ocsp.Host.Get<OcspSigners>().OfAsync(ocsp.Issuer, CancellationToken.None);
        var (exitCode, output) = await OpenSsl.TryAsync("ocsp", "-issuer", ocsp.WriteIssuer(), "-cert", file, "-url", ocsp.Address, "-no_proxy", "127.0.0.1",
            "-VAfile", ocsp.Host.Write("signer.pem", OpenSsl.Pem(signer!.Certificate)));
        exitCode.ShouldBe(0, output);
        output.ShouldContain("Response verify OK");
        output.ShouldContain(": good");
    }

    [Fact]
    public async Task A_question_about_another_ca_is_not_for_us()
    {
        var (_, file) = await ocsp.IssueAsync();
        var root = ocsp.WriteRoot();
        var (_, output) = await OpenSsl.TryAsync("ocsp", "-issuer", root, "-cert", file, "-url", ocsp.Address, "-no_proxy", "127.0.0.1", "-CAfile", root);
        output.ShouldContain("Responder Error: unauthorized (6)");
    }

    [Fact]
    public async Task A_signed_question_is_answered_and_its_signature_not_looked_at()
    {
        var device = TestDevice.New();
        var leaf = (await ocsp.Host.IssueAsync(device)).Sig;
        var file = ocsp.Host.Write("asker.pem", OpenSsl.Pem(leaf.Der));
        var key = ocsp.Host.Write("asker.key", device.Sig.ExportPkcs8PrivateKeyPem());
        (await AskAsync("-nonce", "-sha256", "-cert", file, "-signer", file, "-signkey", key)).ShouldContain(": good");
    }

    [Fact]
    public async Task Each_certificate_but_the_responders_says_where_to_ask()
    {
        var (leaf, file) = await ocsp.IssueAsync();
        (await OpenSsl.RunAsync("x509", "-noout", "-ocsp_uri", "-in", file)).Trim().ShouldBe("http://chat.example/pki/ocsp");
        var (exitCode, output) = await OpenSsl.VerifyAsync(ocsp.Host, leaf.Der);
        exitCode.ShouldBe(0, output);

        var signer = ocsp.Host.Write("responder.pem", OpenSsl.Pem((await ocsp.PostAsync(ocsp.Ask(leaf.Serial))).Signer));
        (await OpenSsl.RunAsync("x509", "-noout", "-ocsp_uri", "-in", signer)).Trim().ShouldBeEmpty();
    }

    [Fact]
    public async Task Curl_gets_by_get_what_it_gets_by_post()
    {
        var (leaf, _) = await ocsp.IssueAsync();
        var question = ocsp.Ask(leaf.Serial).Encode();
        var file = ocsp.Host.Write("question.der", question);
        var (posted, got) = (Path.Combine(ocsp.Host.Home, "posted.der"), Path.Combine(ocsp.Host.Home, "got.der"));
        await CurlAsync("-H", "Content-Type: application/ocsp-request", "--data-binary", $"@{file}", "-o", posted, ocsp.Address);
        await CurlAsync("-o", got, $"{ocsp.Address}/{Uri.EscapeDataString(Convert.ToBase64String(question))}");
        (await File.ReadAllBytesAsync(got)).ShouldBe(await File.ReadAllBytesAsync(posted));
        var (exitCode, output) = await OpenSsl.TryAsync("ocsp", "-respin", got, "-reqin", file, "-CAfile", ocsp.WriteRoot(), "-verify_other", ocsp.WriteIssuer(), "-text");
        exitCode.ShouldBe(0, output);
        output.ShouldContain("Response verify OK");
        output.ShouldContain("Cert Status: good");
    }

    private async Task<string> AskAsync(params string[] options)
    {
        var (exitCode, output) = await ocsp.OpenSslAsync(options);
        exitCode.ShouldBe(0, output);
        output.ShouldContain("Response verify OK");
        output.ShouldNotContain("WARNING");
        return output;
    }

    private static async Task CurlAsync(params string[] arguments)
    {
        using var curl = Process.Start(new ProcessStartInfo("curl", ["-sS", "--fail", "--noproxy", "*", .. arguments]) { UseShellExecute = false })!;
        await curl.WaitForExitAsync();
        curl.ExitCode.ShouldBe(0);
    }
}
