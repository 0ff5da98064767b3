using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Networks;

/// <summary>A copy of a container with an address and ports of its own gets free ones, and both run.</summary>
public sealed class CopiedMemberTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const string Script = """
        orch network create front --subnet 10.92.0.0/24 > /dev/null
        orch run -d --name site --network front --ip 10.92.0.50 --cap-add NET_RAW --mac-address 02:00:00:00:00:50 -p 127.0.0.1:8080:80 busybox sh -c "$serve; true" hello > /dev/null
        soon '[ "$(curl -s -m 5 http://127.0.0.1:8080/)" = hello ]'
        orch copy site twin
        orch start twin > /dev/null
        orch exec twin ip -4 -o addr show eth0 | grep -c '10.92.0.50/' 
        orch exec twin cat /sys/class/net/eth0/address | grep -c 02:00:00:00:00:50
        orch exec site ping -c 1 -W 10 twin | grep -o '1 packets received'
        port=$(orch port ls | sed -n 's/.*twin.*127.0.0.1:\([0-9]*\).*/\1/p')
        soon '[ "$(curl -s -m 5 http://127.0.0.1:$port/)" = hello ]'
        curl -s -m 5 http://127.0.0.1:$port/
        curl -s -m 5 http://127.0.0.1:8080/
        gone site twin | grep -v ': ob'
        orch network rm front > /dev/null
        """;

    [Fact]
    public async Task Copy_OfAMemberWithAddressAndPort_GetsFreeOnes()
    {
        var done = await OwnHost.RunAsync(root, Script);

        done.Lines.ShouldBe(["twin", "0", "0", "1 packets received", "hello", "hello"], done.Error);
    }
}
