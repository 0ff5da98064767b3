using Akka.Actor;

namespace Orchestrator.Actors;

/// <summary>
/// Props that call a constructor directly. <c>ActorProps.Of(() => new X(a, b))</c> compiles an expression for each
/// argument, half a millisecond for each actor: more than everything else that a container's life costs. Here the
/// constructor runs on the new actor's thread, so what it is given must not be read from the parent's <c>Self</c>,
/// <c>Sender</c> or fields there.
/// </summary>
internal static class ActorProps
{
    public static Props Of<T>(Func<T> make)
        where T : ActorBase => Props.CreateBy(new Producer<T>(make));

    private sealed class Producer<T>(Func<T> make) : IIndirectActorProducer
        where T : ActorBase
    {
        public Type ActorType => typeof(T);

        public ActorBase Produce() => make();

        public void Release(ActorBase actor)
        {
        }
    }
}
