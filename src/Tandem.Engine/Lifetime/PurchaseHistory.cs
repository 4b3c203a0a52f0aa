namespace Tandem.Engine.Lifetime;

/// <summary>What the models need to know of one customer's or partner's purchases up to a day.</summary>
/// <param name="Customer">Who buys.</param>
/// <param name="Repeats">Purchases after the first (x); purchases of one day are one.</param>
/// <param name="Recency">Weeks from the first to the last purchase (t_x); 0 without repeats.</param>
/// <param name="Age">Weeks from the first purchase to the last day looked at (T).</param>
/// <param name="MeanValue">Mean value of the repeat purchases, in the amounts' unit; 0 without repeats.</param>
public sealed record PurchaseHistory(string Customer, int Repeats, double Recency, double Age, double MeanValue)
{
    private const double DaysPerWeek = 7;

    /// <summary>Histories from single purchases, in the order customers first appear.</summary>
    /// <remarks>
    /// Purchases after <paramref name="until"/> are not looked at. A day whose amounts sum to less than zero is a return
    /// and no purchase; a day of zero is one (a free order shows that the customer is active) but tells no value.
    /// </remarks>
    public static IReadOnlyList<PurchaseHistory> Of(IEnumerable<(string Customer, DateOnly Day, double Amount)> purchases, DateOnly until)
    {
        var customers = new Dictionary<string, Dictionary<DateOnly, double>>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var (customer, day, amount) in purchases)
        {
            if (day > until)
                continue;
            if (!customers.TryGetValue(customer, out var days))
            {
                customers[customer] = days = [];
                order.Add(customer);
            }

            days[day] = days.GetValueOrDefault(day) + amount;
        }

        return [.. order.Select(customer => Of(customer, customers[customer], until)).OfType<PurchaseHistory>()];
    }

    private static PurchaseHistory? Of(string customer, Dictionary<DateOnly, double> days, DateOnly until)
    {
        var bought = days.Where(day => day.Value >= 0).OrderBy(day => day.Key).ToArray();
        if (bought.Length == 0)
            return null;
        var first = bought[0].Key.DayNumber;
        var values = bought.Skip(1).Select(day => day.Value).ToArray();
        return new PurchaseHistory(
            customer,
            values.Length,
            (bought[^1].Key.DayNumber - first) / DaysPerWeek,
            (until.DayNumber - first) / DaysPerWeek,
            values.Length == 0 ? 0 : values.Average());
    }
}
