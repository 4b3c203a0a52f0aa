using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Kernel;
using Tandem.Measures;

namespace Tandem.Strategize.Plans;

/// <summary>One side says what the plan should say. The other sees what changed; signatures under the old words fall away.</summary>
public sealed record ProposeTerms
{
    [JsonIgnore] public Id<Plan> Plan { get; init; }

    /// <summary>The number of the proposal that the person started from.</summary>
    [Required(ErrorMessage = "Say which proposal you started from.")] public int? Proposal { get; init; }

    [Required] public PlanTerms? Terms { get; init; }

    /// <summary>What the other side should read with it.</summary>
    [StringLength(4000)] public string? Note { get; init; }

    public sealed class Handler(TandemDb db, PlanDesk desk, KpiCatalogue kpis, TimeProvider clock)
    {
        public async Task<Outcome<PlanChanged>> Run(ProposeTerms ask, Actor by, CancellationToken ct)
        {
            if (!by.May(PlanPermissions.Negotiate))
                return PlanRefusals.NotAllowed;
            var terms = WithKeys(ask.Terms!);
            if (terms.Problems(kpis).FirstOrDefault() is { } problem)
                return problem;
            var now = clock.GetUtcNow();
            await using var write = await db.BeginWrite(ct, ask.Plan.LockKey());
            var found = await db.PlanToChange(ask.Plan, null, by, ct);
            if (!found.Ok)
                return found.Refusal!;
            var plan = found.Value;
            if (await db.OnTable(plan, ct) is not var (version, latest))
                return PlanRefusals.NothingOnTable;
            if (ask.Proposal != latest.Number)
                return PlanRefusals.Moved;
            var changes = PlanDiff.Of(latest.Terms, terms).Count;
            if (changes == 0)
                return Refusal.Conflict("strategize/nothing-changed", "This is what the plan says already.");

            IFact fact;
            if (plan.State == PlanState.Draft)
            {
                latest.Rewrite(terms, by, now);
                fact = new PlanRedrafted(latest.Number);
            }
            else
            {
                db.Add(PlanProposal.Of(version, latest.Number + 1, terms, by, now));
                await desk.LayBefore(plan, version, terms, now, ct);
                fact = new PlanProposed(version.Number, latest.Number + 1, by.IsVendor ? Side.Vendor : Side.Partner, changes);
            }

            plan.Follow(terms);
            db.CountAsChange(plan);
            db.Record(by, plan.Ref, plan.PartnerId, fact, now);
            if (!string.IsNullOrWhiteSpace(ask.Note) && plan.State != PlanState.Draft)
                db.Add(Threads.Note.Write(plan.Ref, Audience.Shared, ask.Note, [], by, now));
            await write.Commit(ct);
            return PlanChanged.Of(plan);
        }

        /// <summary>What is new gets a key of its own, by which later versions find it again.</summary>
        private static PlanTerms WithKeys(PlanTerms terms)
        {
            return terms with
            {
                Targets = Fill(terms.Targets, t => t.Key, (t, key) => t with { Key = key }),
                Milestones = Fill(terms.Milestones, m => m.Key, (m, key) => m with { Key = key }),
                Activities = Fill(terms.Activities, a => a.Key, (a, key) => a with { Key = key }),
                Accounts = Fill(terms.Accounts, a => a.Key, (a, key) => a with { Key = key }),
                Resources = Fill(terms.Resources, r => r.Key, (r, key) => r with { Key = key }),
                Reviews = [.. terms.Reviews.Distinct().Order()],
            };

            static List<T> Fill<T>(IReadOnlyList<T> items, Func<T, string?> key, Func<T, string, T> with)
            {
                var taken = new HashSet<string>(StringComparer.Ordinal);
                return [.. items.Select(item => key(item) is { Length: > 0 and <= 40 } own && taken.Add(own) ? item : with(item, New(taken)))];
            }

            static string New(HashSet<string> taken)
            {
                string key;
                do
                    key = Chance.Letters("0123456789abcdef", 8);
                while (!taken.Add(key));
                return key;
            }
        }
    }
}
