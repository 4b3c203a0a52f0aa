using FsCheck;
using FsCheck.Fluent;
using Tandem.Identity;
using Tandem.Measures;
using Tandem.Strategize.Plans;

namespace Tandem.Tests.Strategize;

/// <summary>What is expected of a promise by a day, for plans of any days and any fiscal calendar.</summary>
public sealed class TargetCalendarTests
{
    private sealed record Case(DateOnly Starts, DateOnly Ends, int Fiscal, Cadence Cadence, double Amount, int Day)
    {
        public DateOnly Today => Starts.AddDays(Day);

        public IReadOnlyList<Period> Periods => [.. TargetCalendar.Periods(Cadence, Starts, Ends, Fiscal)];

        public (double? Actual, double? Expected) Sum(DateOnly today, bool addsUp, Func<Period, double?> actual) => TargetCalendar.Sum(
            [.. Periods.Select(p => (TargetCalendar.Slot(p, Target, addsUp, Starts, Ends, today, actual(p)), 1L))], addsUp, Amount);

        public PlanTarget Target
        {
            get
            {
                var terms = new PlanTerms { Starts = Starts, Ends = Ends };
                var plan = Plan.Draft("P-TRIAL", default, "Trial", null, null, "", 0, terms, DateTimeOffset.UnixEpoch);
                var target = PlanTarget.Of(plan, "t1");
                target.Promise(new TargetTerm("t1", Side.Partner, "any", Cadence, 0), 1, Amount);
                return target;
            }
        }
    }

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from start in Gen.Choose(0, 1500)
        from days in Gen.Choose(1, 800)
        from fiscal in Gen.Choose(1, 12)
        from cadence in Gen.Elements(Enum.GetValues<Cadence>())
        from amount in Gen.Choose(-500, 5_000)
        from day in Gen.Choose(-40, 900)
        select new Case(new DateOnly(2024, 1, 1).AddDays(start), new DateOnly(2024, 1, 1).AddDays(start + days), fiscal, cadence, amount, day));

    [Fact]
    public void Its_periods_cover_the_days_of_the_plan_without_a_gap() => Prop.ForAll(Cases, c =>
        c.Periods[0].Contains(c.Starts) && c.Periods[^1].Contains(c.Ends) && c.Periods.Zip(c.Periods.Skip(1)).All(p => p.First.End == p.Second.Start)).QuickCheckThrowOnFailure();

    [Fact]
    public void More_days_never_expect_less_of_what_is_promised_and_never_more_than_all_of_it() => Prop.ForAll(Cases, c =>
    {
        var (before, now, last) = (Expected(c, c.Today), Expected(c, c.Today.AddDays(17)), Expected(c, c.Ends.AddDays(100)));
        return c.Amount >= 0 ? before <= now + 1e-9 && now <= last + 1e-9 : before >= now - 1e-9 && now >= last - 1e-9;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_plan_cut_in_two_expects_what_the_whole_one_does() => Prop.ForAll(Cases, c =>
    {
        var middle = c.Starts.AddDays((c.Ends.DayNumber - c.Starts.DayNumber) / 2);
        var after = c.Ends.AddDays(1);
        return Math.Abs(Expected(c, after) - Expected(c with { Ends = middle }, after) - (middle < c.Ends ? Expected(c with { Starts = middle.AddDays(1) }, after) : 0)) < 1e-6;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_does_not_add_up_is_expected_as_it_was_promised() => Prop.ForAll(Cases, c =>
        c.Sum(c.Today, addsUp: false, _ => 7).Expected is not { } expected || Math.Abs(expected - c.Amount) < 1e-9).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_any_figure_nothing_is_reached_and_nothing_is_held_against_it() => Prop.ForAll(Cases, c =>
        c.Sum(c.Today, addsUp: true, _ => null) == (null, null) && c.Sum(c.Today, addsUp: false, _ => null) == (null, null)).QuickCheckThrowOnFailure();

    [Fact]
    public void Before_its_first_day_a_plan_expects_nothing() => Prop.ForAll(Cases, c =>
        c.Sum(c.Starts.AddDays(-1 - Math.Abs(c.Day)), addsUp: true, _ => 3) is { Expected: null or 0 }).QuickCheckThrowOnFailure();

    private static double Expected(Case c, DateOnly today) => c.Sum(today, addsUp: true, _ => 1).Expected ?? 0;
}
