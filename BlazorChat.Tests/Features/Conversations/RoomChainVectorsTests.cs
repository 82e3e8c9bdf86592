using BlazorChat.Web.Features.Conversations;
using BlazorChat.Web.Protocol;
using Shouldly;

namespace BlazorChat.Tests.Features.Conversations;

public class RoomChainVectorsTests
{
    private static readonly string[] Files = ["room-chain-valid.json", "room-chain-refused.json"];

    private static readonly Dictionary<string, RoomVectorFile> Read = Files.ToDictionary(name => name, RoomVectorFile.Read);

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var file in Files)
        {
            foreach (var vector in Read[file].Cases)
                cases.Add(file, vector.Name);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_vector_that_the_client_runs_has_the_same_result_here(string file, string name)
    {
        var vector = Read[file].Cases.Single(vector => vector.Name == name);

        var (valid, refusal, state) = await vector.RunAsync(Read[file]);

        valid.ShouldBe(vector.Valid);
        if (vector.Refusal is null)
            refusal.ShouldBeNull();
        else
            WordsOf(vector.Refusal).ShouldContain(refusal);
        Written(state).ShouldBeEquivalentTo(vector.State);
    }

    // What is wrong in the form, the reader of JWS names more exactly; n = 0 belongs to the genesis by form already.
    private static string?[] WordsOf(string refusal) => refusal switch
    {
        "form" => [Refused.Payload, Refused.Header, Refused.Malformed, Refused.TooLarge],
        "version" => [Refused.UpdateNeeded],
        "op" => [RoomRefusal.Op, Refused.Payload],
        _ => [refusal],
    };

    private static RoomVector.EndState? Written(RoomChainState? state) => state is null ? null : new(
        state.Id.Value,
        state.N,
        state.Head.Value,
        state.Kind.ToString().ToLowerInvariant(),
        state.History.ToString().ToLowerInvariant(),
        [.. state.Seats.OrderBy(seat => seat.Value.Since).ThenBy(seat => seat.Value.Order).Select(seat =>
            new RoomVector.Seat(Uuid.Write(seat.Key), seat.Value.Base.Value, seat.Value.Role.ToString().ToLowerInvariant()))]);
}
