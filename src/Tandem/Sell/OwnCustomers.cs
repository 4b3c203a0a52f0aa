using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Tandem.Identity;
using Tandem.Kernel;

namespace Tandem.Sell;

/// <summary>Completes a customer's name from the firm's own deals; nobody else's customers are ever offered.</summary>
public sealed record OwnCustomers
{
    /// <summary>What was typed so far.</summary>
    [StringLength(100)] public string? Text { get; init; }

    private const int Looked = 200;
    private const int Offered = 10;

    public sealed class Handler(TandemDb db)
    {
        public async Task<Outcome<IReadOnlyList<Customer>>> Run(OwnCustomers ask, Actor by, CancellationToken ct)
        {
            if (!by.IsPartner || !by.May(SellPermissions.Own))
                return Refusal.NotFound;
            var text = ask.Text?.Trim().ToLowerInvariant() ?? "";
            if (text.Length == 0)
                return Array.Empty<Customer>();
            var recent = await db.Deals().AsNoTracking().VisibleTo(by)
                .Where(d => d.Customer.Name.ToLower().Contains(text))
                .OrderByDescending(d => d.Touched)
                .Take(Looked)
                .Select(d => d.Customer)
                .ToListAsync(ct);
            return recent.DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(c => c.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase))
                .Take(Offered).ToList();
        }
    }
}
