using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shouldly;

namespace BlazorChat.Tests.Browser;

/// <summary>
/// Readable text never reaches the server. A random string is typed, sent, kept as a draft and read, and then looked for, in several
/// encodings, in everything that left the browsers and everything the server holds, its memory included.
/// </summary>
[Collection(BrowserCollection.Name)]
public class CanaryTests(BrowserFixture fixture)
{
    [Fact]
    public async Task What_is_typed_is_found_in_no_frame_request_file_log_or_memory_of_the_server()
    {
        var sent = "canary" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var draft = "canary" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var control = "control" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        var traffic = new ConcurrentQueue<byte[]>();
        await using var wanda = await ChatUser.RegisterAsync(fixture, $"Wanda {control}");
        var xaver = await fixture.SomebodyAsync();
        Record(wanda, traffic);
        Record(xaver, traffic);
        await wanda.Page.ReloadAsync();
        await xaver.Page.ReloadAsync();

        await wanda.OpenAsync(xaver);
        await wanda.Composer.PressSequentiallyAsync(sent);
        await wanda.SendButton.ClickAsync();
        await xaver.OpenAsync(wanda);
        await xaver.SeesAsync(sent);
        await xaver.Composer.PressSequentiallyAsync(draft);
        await Task.Delay(1500);
        await xaver.Page.ReloadAsync();
        await xaver.SeesAsync(sent);

        traffic.Count.ShouldBeGreaterThan(10);
        var needles = Encodings(sent).Concat(Encodings(draft)).ToArray();
        foreach (var piece in traffic)
            Found(piece, needles).ShouldBeFalse("in what a browser sent or received");
        foreach (var file in Directory.EnumerateFiles(fixture.Host.Data, "*", SearchOption.AllDirectories))
            Found(await ReadSharedAsync(file), needles).ShouldBeFalse($"in {Path.GetFileName(file)}");
        Found(Encoding.UTF8.GetBytes(fixture.Host.Output), needles).ShouldBeFalse("in the log");
        // The scan works: a name, which the server does know, is found in the same memory.
        InMemory(fixture.Host.Id, Encodings(control)).ShouldBeTrue("the control string is in the server's memory");
        InMemory(fixture.Host.Id, needles).ShouldBeFalse("in the server's memory");
    }

    private static void Record(ChatUser user, ConcurrentQueue<byte[]> traffic)
    {
        user.Page.WebSocket += (_, socket) =>
        {
            socket.FrameSent += (_, frame) => traffic.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
            socket.FrameReceived += (_, frame) => traffic.Enqueue(frame.Binary ?? Encoding.UTF8.GetBytes(frame.Text ?? ""));
        };
        user.Page.Request += (_, request) => traffic.Enqueue([.. Encoding.UTF8.GetBytes(request.Url), .. request.PostDataBuffer ?? []]);
    }

    /// <summary>UTF-8, UTF-16, and base64 at each of the three offsets it may stand at.</summary>
    private static IEnumerable<byte[]> Encodings(string text)
    {
        yield return Encoding.UTF8.GetBytes(text);
        yield return Encoding.Unicode.GetBytes(text);
        for (var skip = 0; skip < 3; skip++)
        {
            var inner = Encoding.UTF8.GetBytes(text)[skip..];
            yield return Encoding.ASCII.GetBytes(Convert.ToBase64String(inner[..(inner.Length / 3 * 3)]));
        }
    }

    private static bool Found(ReadOnlySpan<byte> hay, IEnumerable<byte[]> needles)
    {
        foreach (var needle in needles)
            if (hay.IndexOf(needle) >= 0)
                return true;
        return false;
    }

    private static async Task<byte[]> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>Reads every writable range of the process: heap, stacks, buffers.</summary>
    private static bool InMemory(int process, IEnumerable<byte[]> needles)
    {
        var wanted = needles.ToArray();
        var buffer = new byte[8 * 1024 * 1024];
        const int overlap = 256;
        using var memory = new FileStream($"/proc/{process}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (var line in File.ReadAllLines($"/proc/{process}/maps").Where(line => line.Split(' ')[1].StartsWith("rw", StringComparison.Ordinal)))
        {
            var range = line.Split(' ')[0].Split('-').Select(part => long.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            for (var at = range[0]; at < range[1]; at += buffer.Length - overlap)
            {
                int read;
                try
                {
                    memory.Position = at;
                    read = memory.Read(buffer, 0, (int)Math.Min(buffer.Length, range[1] - at));
                }
                catch (IOException)
                {
                    break;      // unmapped meanwhile, or not readable, such as [vvar]
                }
                if (Found(buffer.AsSpan(0, read), wanted))
                    return true;
            }
        }
        return false;
    }
}
