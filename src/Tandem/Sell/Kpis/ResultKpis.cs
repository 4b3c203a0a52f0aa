using Tandem.Measures;
using In = Tandem.Sell.Kpis.DealInputs;
using Types = Tandem.Sell.Kpis.PipelineKpis.Types;

namespace Tandem.Sell.Kpis;

/// <summary>What came of the pipeline.</summary>
public sealed class ResultKpis : IKpis
{
    private static readonly Shrinkage Wins = new(In.Won, In.Closed, 0.35, 6);

    public IEnumerable<Kpi> Kpis =>
    [
        new("sell.revenue-won", "Revenue won", KpiUnit.Money, r => new Figure(r.Sum(In.Won), r.Count(In.Won)))
        {
            Meaning = "What customers bought through this partner.",
            Formula = "sum of the amounts of deals won", Inputs = [In.Won, In.Unrated], AddsUp = true, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.deals-won", "Deals won", KpiUnit.Count, r => Figure.Count(r.Count(In.Won)))
        {
            Meaning = "How many deals were won.",
            Formula = "number of deals won", Inputs = [In.Won], AddsUp = true, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.win-rate", "Win rate", KpiUnit.Share, r => r.Shrunk("sell.win-rate", Wins))
        {
            Meaning = "Which part of decided deals is won, drawn towards the programme's rate where there are few: two wins out of two are not a rate of 100 %.",
            Formula = "(won + weight × programme's rate) ÷ (won + lost + weight)", Inputs = [In.Won, In.Lost, In.Closed], Pace = Pace.Lagging, Shrinks = Wins, Types = Types.Selling,
        },
        new("sell.win-rate-value", "Win rate by value", KpiUnit.Share, r => Figure.Per(r.Sum(In.Won), (double)r.Sum(In.Won) + r.Sum(In.Lost), r.Count(In.Closed)))
        {
            Meaning = "Which part of the decided worth is won: whether the large deals are won too.",
            Formula = "worth won ÷ worth won and lost", Inputs = [In.Won, In.Lost], Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.conversion", "Conversion of registrations", KpiUnit.Share, r => Figure.Per(r.Count(In.SubmittedWon), r.Count(In.Submitted)))
        {
            Meaning = "Which part of the registrations of a period has been won so far; young periods still grow.",
            Formula = "registrations of the period that are won by now ÷ registrations of the period", Inputs = [In.SubmittedWon, In.Submitted], Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.velocity", "Time to win", KpiUnit.Days, r => r.Mean(In.WonDays))
        {
            Meaning = "How long a deal takes from the pipeline to its win.",
            Formula = "mean of the days from entering the pipeline to the win", Inputs = [In.WonDays], Better = Better.Less, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.pipeline-velocity", "Pipeline velocity", KpiUnit.Money, Velocity)
        {
            Meaning = "How much revenue the pipeline yields a day, if it goes on as in this period.",
            Formula = "open deals × win rate × average deal won ÷ mean days to win", Inputs = [In.Standing, In.Closed, In.Won, In.WonDays], Types = Types.Selling,
        },
        new("sell.average-deal", "Average deal", KpiUnit.Money, r => r.Mean(In.Won))
        {
            Meaning = "The mean worth of a deal won.",
            Formula = "worth won ÷ deals won", Inputs = [In.Won], Better = Better.Neither, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.deal-consistency", "Consistency of deal sizes", KpiUnit.Score, Consistency)
        {
            Meaning = "Whether deals are of a size: 1 means all alike, 0.5 that they typically differ by a factor of two. Alike deals make a forecast sure.",
            Formula = "e to the power of minus the standard deviation of the logarithms of the amounts won, from three deals on", Inputs = [In.WonSize], Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.new-customers", "New customers", KpiUnit.Count, r => Figure.Count(r.Count(In.NewCustomers)))
        {
            Meaning = "How many customers bought through this partner for the first time.",
            Formula = "customers whose first deal with this partner was won in the period", Inputs = [In.NewCustomers, In.Won], AddsUp = true, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.new-customer-share", "Share of new customers", KpiUnit.Share, r => Figure.Per(Math.Min(r.Count(In.NewCustomers), r.Count(In.Won)), r.Count(In.Won)))
        {
            Meaning = "Which part of the wins opened a new customer.",
            Formula = "new customers ÷ deals won", Inputs = [In.NewCustomers, In.Won], Better = Better.Neither, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.time-to-first-deal", "Time to first deal", KpiUnit.Days, r => r.Mean(In.FirstWin))
        {
            Meaning = "How long after joining the partner won its first deal; told in the period in which it did.",
            Formula = "days from joining to the first win", Inputs = [In.FirstWin], Better = Better.Less, Pace = Pace.Lagging, Period = PeriodKind.Year, Types = Types.Selling,
        },
        new("sell.slippage", "Slippage of close dates", KpiUnit.Days, r => r.Mean(In.Slipped))
        {
            Meaning = "By how many days deals closed later than last planned.",
            Formula = "mean of the days between the planned and the real close of deals won and lost; early counts as none", Inputs = [In.Slipped], Better = Better.Less, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.lost-value", "Value lost", KpiUnit.Money, r => new Figure(r.Sum(In.Lost), r.Count(In.Lost)))
        {
            Meaning = "The worth of the deals that customers decided against.",
            Formula = "sum of the amounts of deals lost", Inputs = [In.Lost, In.Unrated], AddsUp = true, Better = Better.Less, Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.breadth", "Product families sold", KpiUnit.Count, r => Figure.Count(r.Different(ProductInputs.FamiliesWon)))
        {
            Meaning = "How many product families the partner sold: how broad its business with the vendor is.",
            Formula = "different product families on deals won", Inputs = [ProductInputs.FamiliesWon], Pace = Pace.Lagging, Types = Types.Selling,
        },
        new("sell.cross-sell", "Families per deal", KpiUnit.Ratio, r => Figure.Per(r.Sum(ProductInputs.DealsByFamilies), r.Count(ProductInputs.DealsByFamilies), r.Count(ProductInputs.DealsByFamilies)))
        {
            Meaning = "How many product families come on one deal won: cross-selling.",
            Formula = "product families on deals won, each deal's counted, ÷ deals won", Inputs = [ProductInputs.DealsByFamilies], Pace = Pace.Lagging, Types = Types.Selling,
        },
    ];

    private static Figure Velocity(Reading r)
    {
        var (won, closed, days) = (r.Count(In.Won), r.Count(In.Closed), r.Sum(In.WonDays));
        if (won == 0)
            return Figure.Missing;
        var (rate, size, cycle) = ((double)won / closed, (double)r.Sum(In.Won) / won, Math.Max(1, (double)days / won));
        return new Figure(r.StandingCount(In.Standing) * rate * size / cycle, closed);
    }

    private static Figure Consistency(Reading r)
    {
        var n = r.Count(In.WonSize);
        if (n < 3)
            return Figure.Missing;
        var mean = (double)r.Sum(In.WonSize) / n;
        var variance = Math.Max(0, ((double)r.Squares(In.WonSize) / n) - (mean * mean));
        return new Figure(Math.Exp(-Math.Sqrt(variance) / 1000), n);
    }
}
