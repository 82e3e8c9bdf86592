using System.Diagnostics;
using BlazorChat.Tests.Support;
using Shouldly;

namespace BlazorChat.Tests.Authorities;

/// <summary>docs/authority.md, run: every command in it, in its order, with the program that is shipped.</summary>
public sealed class CeremonyDocumentTests : IDisposable
{
    private const string Fence = "```";
    private const string Address = "http://chat.example.org";
    private readonly string _home = Directory.CreateTempSubdirectory("blazorchat-ceremony-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    // Some fifteen starts of the program.
    [Fact, Trait("Category", "Long")]
    public async Task Every_step_of_the_document_works_as_written()
    {
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Folder("docs"), "authority.md"));
        var commands = Blocks(document);
        commands.Count.ShouldBeGreaterThan(8);
        // An organisation's CA, made with nothing but openssl.
        const string Organisation = """
            openssl req -x509 -newkey rsa:3072 -nodes -sha256 -keyout organisation.key -out organisation.crt -days 5000 -subj "/CN=Organisation Root" \
              -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
            """;
        var passphrase = Path.Combine(_home, "passphrase");
        await File.WriteAllTextAsync(passphrase, "the passphrase of the host");
        await using var host = await HostProcess.StartAsync($"--Pki:PassphraseFile={passphrase}", $"--Pki:PublicUrl={Address}");
        Directory.CreateSymbolicLink(Path.Combine(_home, "data"), host.Data);
        var script = $$"""
            set -e
            dotnet() (
              shift 2
              case "$*" in *" link "*) echo "Organisation Root" ;; *" sign "*) echo "BlazorChat Issuing CA 2" ;; *) echo "BlazorChat Issuing CA" ;; esac | command dotnet "$WEB" "$@"
            )
            {{Organisation}}
            {{string.Join('\n', commands)}}
            openssl verify -x509_strict -CAfile root/root.crt data/pki/ca/issuing-2/issuing.crt
            openssl verify -x509_strict -CAfile organisation.crt data/pki/ca/issuing-3/issuing.crt
            openssl verify -x509_strict -CAfile root/root.crt data/pki/ca/issuing-3/link.crt
            openssl crl -noout -text -in root/root.crl -CAfile root/root.crt
            """;
        var (exitCode, output) = await RunAsync(script, passphrase);
        exitCode.ShouldBe(0, output);
        output.ShouldContain("BlazorChat Issuing CA: revoked since");
        output.ShouldContain("BlazorChat Issuing CA 3: issues");
        output.ShouldContain("CA Compromise");
    }

    private static List<string> Blocks(string document)
    {
        var blocks = new List<string>();
        for (var start = document.IndexOf(Fence + "sh\n", StringComparison.Ordinal); start >= 0; start = document.IndexOf(Fence + "sh\n", start + 1, StringComparison.Ordinal))
        {
            var begin = start + Fence.Length + 3;
            blocks.Add(document[begin..document.IndexOf(Fence, begin, StringComparison.Ordinal)]);
        }
        return blocks;
    }

    private async Task<(int ExitCode, string Output)> RunAsync(string script, string passphrase)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _home, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_TieredPGO"] = "0"; // as HostProcess
        start.Environment["WEB"] = Repository.WebAssembly;
        start.Environment["Data__Path"] = Path.Combine(_home, "data");
        start.Environment["Pki__PublicUrl"] = Address;
        start.Environment["Pki__Passphrase"] = await File.ReadAllTextAsync(passphrase);
        start.Environment["Pki__RootPassphrase"] = "the passphrase of the root";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}
