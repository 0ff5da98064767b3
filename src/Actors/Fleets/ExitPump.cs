using System.Threading.Channels;
using Akka.Actor;

namespace Orchestrator.Actors.Fleets;

/// <summary>Turns a channel of the runtime into messages for the fleet, as many at a time as are there.</summary>
internal sealed class ExitPump<T> : ReceiveActor
    where T : class
{
    private readonly ChannelReader<T> _channel;
    private readonly IActorRef _fleet;

    public ExitPump(ChannelReader<T> channel, IActorRef fleet)
    {
        _channel = channel;
        _fleet = fleet;
        Receive<More>(more =>
        {
            while (_channel.TryRead(out T? item))
                _fleet.Tell(item);
            if (more.Open)
                Wait();
        });
        Receive<Status.Failure>(failure => throw new InvalidOperationException("The runtime's exits ended.", failure.Cause));
    }

    protected override void PreStart() => Wait();

    private void Wait() => _channel.WaitToReadAsync().AsTask().PipeTo(Self, success: open => new More(open));

    private sealed record More(bool Open);
}
