using BlazorChat.Web.Operations;
using BlazorChat.Web.Storage.Hosts;

namespace BlazorChat.Web.Features.Accounts;

/// <summary>
/// Slows down guessing of passwords, the same for usernames that exist and that do not. Three sliding windows: one name from
/// one address, one name from everywhere, one address over all names. An address from which a name has signed in before is
/// spared the second: strangers who guess at somebody's password do not lock that person out of their own places.
/// Who has the password may use it often, not without end: hashing is what costs here, whether the answer is yes or no.
/// An attempt counts from its beginning, so that a thousand at once are no more than a thousand in a row.
/// Memory only: a restart forgets, which costs a guesser more than it gives. Each host counts for itself, and of failures allows its share: who goes from
/// one to the next wins nothing.
/// </summary>
internal sealed class SignInThrottle(IHosts hosts, TimeProvider clock)
{
    public const int MaxKeys = 20_000; // some 4 MB at the most
    private const int MaxNameLength = 64; // longer names are counted by their beginning

    private readonly Lock gate = new();
    private readonly AttemptCounter<(string Name, string Address)> pairs = new(RateLimits.SignInPerNameAndAddress, MaxKeys);
    private readonly AttemptCounter<string> names = new(RateLimits.SignInPerName, MaxKeys);
    private readonly AttemptCounter<string> addresses = new(RateLimits.SignInPerAddress, MaxKeys);
    private readonly AttemptCounter<string> successes = new(RateLimits.SignInsPerName, MaxKeys);
    private readonly KnownPlaces known = new(MaxKeys);

    /// <summary>Counts an attempt. Either it may go on, or not before some time has passed.</summary>
    public Attempt Begin(string username, string address)
    {
        var name = username.Trim().ToLowerInvariant();
        name = name.Length <= MaxNameLength ? name : name[..MaxNameLength];
        var now = clock.GetUtcNow();
        lock (gate)
        {
            var spared = known.Contains(name, address);
            var sharing = hosts.Living.Count;
            TimeSpan?[] waits =
            [
                pairs.Wait((name, address), now, RateLimits.SignInPerNameAndAddress.ShareOf(sharing)),
                spared ? null : names.Wait(name, now, RateLimits.SignInPerName.ShareOf(sharing)),
                addresses.Wait(address, now, RateLimits.SignInPerAddress.ShareOf(sharing)),
                successes.Wait(name, now),
            ];
            if (waits.Max() is { } wait)
                return new Attempt(this, name, address, now, wait);
            pairs.Add((name, address), now);
            addresses.Add(address, now);
            if (!spared)
                names.Add(name, now);
            return new Attempt(this, name, address, now, Wait: null);
        }
    }

    private void TakeBack(Attempt attempt, bool succeeded)
    {
        lock (gate)
        {
            pairs.Undo((attempt.Name, attempt.Address), attempt.At);
            names.Undo(attempt.Name, attempt.At);
            addresses.Undo(attempt.Address, attempt.At);
            if (!succeeded)
                return;
            pairs.Clear((attempt.Name, attempt.Address));
            known.Add(attempt.Name, attempt.Address);
            successes.Add(attempt.Name, attempt.At);
        }
    }

    /// <summary>One attempt. Left alone it stays a failure.</summary>
    public readonly record struct Attempt(SignInThrottle Owner, string Name, string Address, DateTimeOffset At, TimeSpan? Wait)
    {
        /// <summary>The password was right.</summary>
        public void Succeeded() => Owner.TakeBack(this, succeeded: true);

        /// <summary>Nobody could tell: the directory did not answer.</summary>
        public void Undecided() => Owner.TakeBack(this, succeeded: false);
    }

    /// <summary>Where names have signed in from, the newest of them.</summary>
    private sealed class KnownPlaces(int max)
    {
        private readonly Dictionary<(string, string), LinkedListNode<(string, string)>> nodes = [];
        private readonly LinkedList<(string, string)> order = [];

        public bool Contains(string name, string address) => nodes.ContainsKey((name, address));

        public void Add(string name, string address)
        {
            if (nodes.Remove((name, address), out var before))
                order.Remove(before);
            nodes[(name, address)] = order.AddLast((name, address));
            if (nodes.Count <= max)
                return;
            nodes.Remove(order.First!.Value);
            order.RemoveFirst();
        }
    }
}
