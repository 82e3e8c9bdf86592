using System.Threading.RateLimiting;

namespace BlazorChat.Web.Operations;

/// <summary>Every limit on how often something may be tried, in one list.</summary>
public static class RateLimits
{
    /// <summary>How often within which time.</summary>
    public readonly record struct Limit(int Count, TimeSpan Window)
    {
        private const int Steps = 60;
        private const int LeastShare = 5; // somebody who mistypes

        /// <summary>How many of <see cref="Count"/> one of several hosts allows, which each count for themselves: together they allow no more, but for a few.</summary>
        public int ShareOf(int hosts) => Math.Min(Count, Math.Max(LeastShare, Count / Math.Max(1, hosts)));

        /// <summary>The bucket that holds <see cref="Count"/> and is full again after <see cref="Window"/>, filled in 60 steps or one at a time.</summary>
        public TokenBucketRateLimiterOptions Bucket() => new()
        {
            TokenLimit = Count,
            TokensPerPeriod = Math.Max(1, Count / Steps),
            ReplenishmentPeriod = Window / Math.Min(Steps, Count),
            QueueLimit = 0,
            AutoReplenishment = true,
        };
    }

    /// <summary>A nonce a user: a page needs one or two, several tabs and retries included.</summary>
    public static readonly Limit Nonces = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Certification requests a user: each costs two signatures of the authority and two rows kept for ever.</summary>
    public static readonly Limit Enrolments = new(20, TimeSpan.FromHours(1));

    /// <summary>Certification requests of a user's programs (EST): a client that waits for an administrator asks twelve times an hour, and some have several.</summary>
    public static readonly Limit EstRequests = new(60, TimeSpan.FromHours(1));

    /// <summary>Entries of the own chain and recovery blobs a user: kept for ever and verified by everybody.</summary>
    public static readonly Limit UserChainEntries = new(60, TimeSpan.FromHours(1));

    /// <summary>Changes of what a user keeps for their own devices: somebody who tries all themes on two devices, a change a second.</summary>
    public static readonly Limit OwnRecords = new(240, TimeSpan.FromMinutes(10));

    /// <summary>Conversations one user begins: somebody who greets a whole department on the first day.</summary>
    public static readonly Limit ConversationsPerUser = new(300, TimeSpan.FromHours(1));

    /// <summary>Room chain entries of one user, among them joins of open rooms: each is kept for ever and verified by every member. Changes of a
    /// room's name count too, which redraw the lists of all.</summary>
    public static readonly Limit RoomEntriesPerUser = new(120, TimeSpan.FromMinutes(10));

    /// <summary>Clearings of histories by one user: of all conversations at once it writes a row for each.</summary>
    public static readonly Limit ClearingsPerUser = new(60, TimeSpan.FromMinutes(10));

    // Features add their limits here, each with the reason for its number.

    /// <summary>Failed sign-ins with one name from one address: somebody who has forgotten tries fewer.</summary>
    public static readonly Limit SignInPerNameAndAddress = new(10, TimeSpan.FromMinutes(15));

    /// <summary>Failed sign-ins with one name from addresses where it never signed in: 200 guesses an hour against a blocklist of 21,000.</summary>
    public static readonly Limit SignInPerName = new(50, TimeSpan.FromMinutes(15));

    /// <summary>Failed sign-ins from one address over all names: an office behind one address has a bad morning.</summary>
    public static readonly Limit SignInPerAddress = new(100, TimeSpan.FromMinutes(15));

    /// <summary>Sign-ins of one account that succeed, from everywhere: each costs as much hashing as a guess, and a session kept for weeks.
    /// Strangers cannot use it up, not having the password.</summary>
    public static readonly Limit SignInsPerName = new(60, TimeSpan.FromMinutes(15));

    /// <summary>Accounts asked for, and passwords set by links, from one address: a course of 200 registers in its first hour.</summary>
    public static readonly Limit RegistrationPerAddress = new(300, TimeSpan.FromHours(1));

    /// <summary>Changes of the name a user shows: somebody who cannot decide. Each redraws the lists of everybody.</summary>
    public static readonly Limit NamesPerUser = new(10, TimeSpan.FromHours(1));

    /// <summary>Changes of a user's status or line: somebody who tries them all. Each redraws the lists of everybody.</summary>
    public static readonly Limit StatusesPerUser = new(60, TimeSpan.FromMinutes(10));

    /// <summary>How often a user becomes away: a window hidden for a minute at a time. Past it they stay here.</summary>
    public static readonly Limit AwayPerUser = new(30, TimeSpan.FromMinutes(30));

    /// <summary>That a user writes: a page says so every 3 s, and some have three.</summary>
    public static readonly Limit Typing = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Changes of whether a user tells how far they have read: somebody who cannot decide.</summary>
    public static readonly Limit ReadSettingsPerUser = new(60, TimeSpan.FromMinutes(10));

    /// <summary>Looks for groups of the directory by a user: one with each pause in typing.</summary>
    public static readonly Limit GroupSearches = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Groups whose people a user looks at: each is read in the directory, entry by entry in some.</summary>
    public static readonly Limit GroupLists = new(30, TimeSpan.FromMinutes(10));

    /// <summary>People a user blocks or does not any more: somebody who tidies up. Each makes a dm's next send be validated anew.</summary>
    public static readonly Limit BlocksPerUser = new(60, TimeSpan.FromMinutes(10));

    /// <summary>Messages a user sends: an outbox of a thousand after a day offline goes at once, then 20 a second, which nobody types.</summary>
    public static readonly Limit Sends = new(1200, TimeSpan.FromMinutes(1));

    /// <summary>KiB of messages a user sends: that outbox, or 500 of the longest.</summary>
    public static readonly Limit SendKiB = new(32 * 1024, TimeSpan.FromMinutes(10));

    /// <summary>Sessions and grants a user posts: one a conversation after each change of its members.</summary>
    public static readonly Limit Sessions = new(120, TimeSpan.FromMinutes(10));

    /// <summary>Bundles a user posts: one or a few a conversation when a device, or a member, is new.</summary>
    public static readonly Limit Bundles = new(600, TimeSpan.FromMinutes(10));

    /// <summary>Questions of a user for earlier keys: each reaches one member's page, and most need one or two.</summary>
    public static readonly Limit BundlesWanted = new(20, TimeSpan.FromMinutes(1));

    /// <summary>KiB of sessions, grants and bundles a user posts: 25 sessions of a room of 2,000 people with a device each.</summary>
    public static readonly Limit KeyKiB = new(64 * 1024, TimeSpan.FromMinutes(10));

    /// <summary>OCSP answers signed for one request of an address: with a nonce, which hardly any client sends unasked, about several certificates or
    /// about none of ours. A signature takes a core for 2 ms, so one address takes a fiftieth of a core.</summary>
    public static readonly Limit OcspSignatures = new(600, TimeSpan.FromMinutes(1));

    /// <summary>Requests to the API of a user, or of an address without one: a page that meets a room of 2,000 fetches each person's chain
    /// and certificates once, then a few a minute.</summary>
    public static readonly Limit Requests = new(12_000, TimeSpan.FromMinutes(2));
}
