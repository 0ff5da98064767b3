using Orchestrator.Actors.Accounting;

namespace Orchestrator.Actors.Tests.Accounting;

public sealed class ReadingTurnTests
{
    [Fact]
    public void IsDue_AtWork_EachRound()
    {
        ReadingTurn turn = new(0);
        for (int round = 1; round <= 100; round++)
        {
            turn.IsDue(round).ShouldBeTrue();
            // Now and then is enough.
            turn.Note(worked: round % ReadingTurn.Patience == 0);
        }
    }

    [Fact]
    public void IsDue_IdleForLong_EachFourthRound_UntilItWorks()
    {
        ReadingTurn turn = Rested(number: 0);

        Enumerable.Range(1, 12).Where(round => turn.IsDue(round)).ShouldBe([4, 8, 12]);
        turn.Note(worked: true);
        Enumerable.Range(13, 5).ShouldAllBe(round => turn.IsDue(round));
    }

    [Fact]
    public void IsFull_OfOneThatRests_FallsOnItsOwnRounds()
    {
        for (int number = 0; number < ReadingTurn.FullEvery; number++)
        {
            ReadingTurn turn = Rested(number);
            int[] full = [.. Enumerable.Range(1, 2 * ReadingTurn.FullEvery).Where(round => turn.IsFull(round))];
            full.Length.ShouldBe(2);
            full.ShouldAllBe(round => turn.IsDue(round));
        }
    }

    [Fact]
    public void IsDue_OfManyThatRest_IsTheSameForEachRound()
    {
        ReadingTurn[] turns = [.. Enumerable.Range(0, 1000).Select(Rested)];
        Enumerable.Range(1, 50).ShouldAllBe(round => turns.Count(turn => turn.IsDue(round)) == 1000 / ReadingTurn.RestingEvery);
    }

    private static ReadingTurn Rested(int number)
    {
        ReadingTurn turn = new(number);
        for (int i = 0; i < ReadingTurn.Patience; i++)
            turn.Note(worked: false);
        return turn;
    }
}
