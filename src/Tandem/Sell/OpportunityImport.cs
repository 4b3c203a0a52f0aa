using Microsoft.EntityFrameworkCore;
using Tandem.Engine;
using Tandem.Engine.Matching;
using Tandem.Events;
using Tandem.Identity;
using Tandem.Imports;
using Tandem.Kernel;
using Tandem.Partners;
using Tandem.Policies;

namespace Tandem.Sell;

/// <summary>An opportunity came in by file; dated when it was won or lost, or when it was opened.</summary>
[Fact("sell.deal-imported", Seen.ByPartner, Icon = "file-import")]
public sealed record DealImported(Guid File, bool New, DealStatus Status, long AmountMinor, string Currency, DateOnly Opened, DateOnly? Closed, string? SourceCode = null, string? StageCode = null) : IFact
{
    public string Say(Words l) => New ? l["came in by import"] : l["changed by import"];
}

/// <summary>The pipeline of a CRM by file: open, won and lost opportunities with their own dates.</summary>
public sealed class OpportunityImport(TandemDb db, PolicyBook policies, DealWriter writer) : IImportable
{
    private const string Unnamed = "Unnamed customer";

    private static readonly ImportField Id = new("id", "Opportunity ID", FieldKind.Text) { Aliases = ["deal id", "opportunity", "opportunity number", "id", "crm id"], Required = true, IsKey = true, Sample = "1C1I7A6R", MaxLength = 80 };
    private static readonly ImportField Seller = new("seller", "Seller", FieldKind.Reference) { Aliases = ["sales agent", "agent", "sales rep", "salesperson", "owner", "partner"], Required = true, Sample = "Moses Frase" };
    private static readonly ImportField Product = new("product", "Product", FieldKind.Reference) { Aliases = ["product name", "item"], Sample = "GTX Plus Basic" };
    private static readonly ImportField Account = new("account", "Account", FieldKind.Reference) { Aliases = ["account name", "customer", "company", "customer name"], Sample = "Cancity" };
    private static readonly ImportField Stage = new("stage", "Stage", FieldKind.Choice) { Aliases = ["deal stage", "status", "sales stage"], Required = true, Choices = ["Prospecting", "Engaging", "Won", "Lost"], Open = true, Sample = "Won", MaxLength = 60 };
    private static readonly ImportField Opened = new("opened", "Engage date", FieldKind.Date) { Aliases = ["created", "created date", "open date", "opened", "start date"], Sample = "2016-10-20" };
    private static readonly ImportField Closed = new("closed", "Close date", FieldKind.Date) { Aliases = ["closed", "closed on", "closing date"], Sample = "2017-03-01" };
    private static readonly ImportField Value = new("value", "Close value", FieldKind.Money) { Aliases = ["amount", "value", "deal value", "revenue"], Least = 0, Sample = "1054" };

    private static readonly ImportField Source = new("source", "Lead source", FieldKind.Text) { Aliases = ["source", "channel", "campaign source", "origin"], Sample = "Trade show", MaxLength = 80 };

    public string Kind => "sell.opportunities";

    public string Title => "Opportunities";

    public string Subject => "deal";

    public int Order => 40;

    public IReadOnlyList<ImportField> Fields { get; } = [Id, Seller, Product, Account, Stage, Opened, Closed, Value, Source];

    public ImportField? GroupBy => Stage;

    public ImportField? SumOf => Value;

    public async Task Decide(ImportBatch batch, CancellationToken ct)
    {
        var rows = batch.Open.ToList();
        var now = batch.Terms.Now;
        var (programme, stages) = ((await policies.Current<ProgrammePolicy>(now, ct)).Rules, (await policies.Current<StagesPolicy>(now, ct)).Rules);
        await SellerImport.Know(db, batch, ct);
        await batch.Book(ProductImport.Names).Know([], (asked, most) => ProductImport.Stored(db, asked, most, ct));
        await batch.Book(AccountImport.Names).Know(rows.Select(row => row.Text(Account)), (asked, most) => AccountImport.Stored(db, asked, most, ct));
        var facts = rows.Select(row => Read(row, batch, programme, stages)).OfType<Opportunity>().ToList();
        var territories = await Territories(facts, ct);
        var standing = await Standing(facts, ct);
        var workedOn = await db.WorkedOn(standing.Values.Select(d => d.Id.Value), ct);
        foreach (var fact in facts)
        {
            var (row, isNew) = (fact.Row, !standing.TryGetValue(fact.Key, out var deal));
            deal ??= Deal.InPipeline(fact.Partner, fact.Owner, fact.Account, fact.Stage, Reference.New('D'), fact.OpenedAt(programme), fact.Key);
            var sort = await writer.SortAmount(fact.Amount, programme, fact.At(programme), ct);
            Fill(deal, fact, sort, programme);
            deal.PlaceIn(territories.GetValueOrDefault(fact.Partner));
            if (isNew)
                row.IsNew(deal.Id.Value, deal.Amount.Amount);
            else
                row.Settle(db, deal.Id.Value, deal, workedOn, deal.Amount.Amount);
            if (row.Fate is RowFate.New)
                Insert(batch, deal, fact);
            if (row.Fate is RowFate.New or RowFate.Changed)
                batch.Record(
                    deal.Ref, deal.PartnerId, new DealImported(batch.File.Value, isNew, deal.Status, deal.Amount.Minor, deal.Amount.Currency, fact.Opened, fact.Closed, fact.Source, deal.Stage),
                    fact.At(programme));
        }
    }

    /// <summary>What the row says, or null with the reason on the row.</summary>
    private static Opportunity? Read(ImportRow row, ImportBatch batch, ProgrammePolicy programme, StagesPolicy stages)
    {
        if (row.Resolve(Seller, batch.Book(SellerImport.Partners)) is not { } partner)
        {
            row.Refuse(Seller.Label, $"There is no seller or partner “{row.Text(Seller)}”.");
            return null;
        }

        var product = row.Resolve(Product, batch.Book(ProductImport.Names));
        if (product is null && row.Text(Product) is { } unknown)
        {
            row.Refuse(Product.Label, $"There is no product “{unknown}”.");
            return null;
        }

        if (StageOf(row.Text(Stage)!, stages) is not var (status, stage))
        {
            row.Refuse(Stage.Label, $"“{row.Text(Stage)}” is no stage of this programme.");
            return null;
        }

        var account = row.Resolve(Account, batch.Book(AccountImport.Names));
        if (row.Text(Account) is not { } customer)
            row.Correct(Account.Label, $"No account is named; the deal came in as “{Unnamed}”.");
        else if (account is null)
            row.Correct(Account.Label, $"There is no account “{customer}”; the name is kept on the deal.");
        var source = TouchChannels.Of(row.Text(Source));
        if (source is null && row.Text(Source) is { } way)
            row.Correct(Source.Label, $"“{way}” is no way of reaching customers that is known here; the deal came in without it.");
        var (opened, closed) = Dates(row, status, programme.DateOf(batch.Terms.Now));
        return new Opportunity(
            row, row.Text(Id)!, new Id<Organisation>(partner), Owner(row, batch.Book(SellerImport.Sellers)),
            account is { } a ? new Id<Account>(a) : null, row.Text(Account) ?? Unnamed, product is { } p ? new Id<Product>(p) : null, status, stage, opened, closed,
            row.Money(Value, batch.Terms.Currency) ?? Money.Zero(batch.Terms.Currency), source);
    }

    private static Id<Person>? Owner(ImportRow row, NameBook sellers) =>
        (sellers.Find(row.Text(Seller)!) ?? sellers.Guess(row.Text(Seller)!)?.Id) is { } id ? new Id<Person>(id) : null;

    /// <summary>The programme's own stage by code or name; the words of the usual CRM export by their place in the pipeline.</summary>
    private static (DealStatus Status, string Stage)? StageOf(string text, StagesPolicy stages)
    {
        var bare = Spelling.Bare(text);
        if (bare is "won" or "closedwon")
            return (DealStatus.Won, stages.Stages[^1].Code);
        if (bare is "lost" or "closedlost")
            return (DealStatus.Lost, stages.Stages[^1].Code);
        if (stages.Stages.FirstOrDefault(s => Spelling.Bare(s.Code) == bare || Spelling.Bare(s.Name) == bare) is { } own)
            return (DealStatus.Open, own.Code);
        return bare switch
        {
            "prospecting" or "prospect" or "new" => (DealStatus.Open, stages.First.Code),
            "engaging" or "engaged" or "open" => (DealStatus.Open, stages.Stages[Math.Min(1, stages.Stages.Count - 1)].Code),
            _ => null,
        };
    }

    private static (DateOnly Opened, DateOnly? Closed) Dates(ImportRow row, DealStatus status, DateOnly today)
    {
        var (opened, closed) = (row.Date(Opened), row.Date(Closed));
        if (status == DealStatus.Open)
        {
            if (opened is null)
                row.Correct(Opened.Label, "No date is given; counted from today.");
            return (opened ?? today, closed);
        }

        if (closed is null)
            row.Correct(Closed.Label, opened is null ? "No date is given; counted as closed today." : "No close date is given; counted as closed on the day it was opened.");
        else if (closed < opened)
            row.Correct(Closed.Label, "It was closed before it was opened; both dates are kept.");
        return (opened ?? closed ?? today, closed ?? opened ?? today);
    }

    private async Task<Dictionary<Id<Organisation>, Id<Territory>?>> Territories(List<Opportunity> facts, CancellationToken ct)
    {
        var partners = facts.Select(f => f.Partner).Distinct().ToList();
        return await db.Partners().AsNoTracking().Where(p => partners.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.TerritoryId, ct);
    }

    private async Task<Dictionary<string, Deal>> Standing(List<Opportunity> facts, CancellationToken ct)
    {
        var keys = facts.Select(f => f.Key).ToList();
        var deals = await db.Deals().IgnoreQueryFilters().Include(d => d.Lines).Where(d => keys.Contains(d.ExternalId!)).ToListAsync(ct);
        return deals.DistinctBy(d => d.ExternalId).ToDictionary(d => d.ExternalId!, StringComparer.OrdinalIgnoreCase);
    }

    private static void Fill(Deal deal, Opportunity fact, long sort, ProgrammePolicy programme)
    {
        deal.Restore();
        deal.Own(fact.Owner);
        var open = fact.Status == DealStatus.Open;
        // A deal without a named account keeps the name it has if somebody has given it one.
        var customer = deal.Customer.Name == fact.Customer ? deal.Customer : new Customer { Name = fact.Customer };
        deal.Describe(customer, deal.Contact, fact.Amount, sort, open ? fact.Closed : deal.CloseDate, deal.Description);
        if (deal.Lines.Count != (fact.Product is null ? 0 : 1) || (fact.Product is { } product && deal.Lines[0].ProductId != product))
            deal.Sell(fact.Product is { } sold ? [(sold, 1, null)] : []);
        deal.MoveTo(fact.Stage, fact.OpenedAt(programme));
        if (fact.Status == DealStatus.Won)
            deal.Win(fact.Amount, sort, fact.Closed!.Value, fact.At(programme));
        else if (fact.Status == DealStatus.Lost)
            deal.Lose(deal.LossReason, fact.Closed!.Value, fact.At(programme));
        else
            deal.Reopen(fact.OpenedAt(programme));
    }

    private static void Insert(ImportBatch batch, Deal deal, Opportunity fact)
    {
        batch.Insert(deal);
        batch.Insert([.. deal.Lines]);
        if (fact.Account is not null || fact.Customer == Unnamed || !deal.IsLive)
            return;
        // A customer that no account stands for yet is found by the conflict check through the deal itself.
        var profile = CustomerProfile.Of(deal.Customer.Identity);
        var entry = CustomerEntry.Of(profile, account: null, deal.Id.Value, batch.Terms.Now);
        batch.Insert(entry);
        batch.Insert([.. CustomerIndex.Hashes(profile).Select(hash => (object)CustomerKey.Of(hash, entry))]);
    }

    public async Task<IReadOnlyCollection<Guid>> TakeBack(IReadOnlyCollection<Guid> records, Actor by, DateTimeOffset now, CancellationToken ct)
    {
        var ids = records.Select(id => new Id<Deal>(id)).ToList();
        var gone = await db.Deals().Where(d => ids.Contains(d.Id) && d.Version == 0).Select(d => d.Id).ToListAsync(ct);
        await db.Deals().Where(d => gone.Contains(d.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.Archived, now).SetProperty(d => d.Version, d => d.Version + 1), ct);
        await db.UnindexClaims(gone.ConvertAll(id => id.Value), ct);
        return gone.ConvertAll(id => id.Value);
    }

    private sealed record Opportunity(
        ImportRow Row, string Key, Id<Organisation> Partner, Id<Person>? Owner, Id<Account>? Account, string Customer, Id<Product>? Product, DealStatus Status,
        string Stage, DateOnly Opened, DateOnly? Closed, Money Amount, string? Source)
    {
        public DateTimeOffset OpenedAt(ProgrammePolicy programme) => programme.StartOf(Opened);

        /// <summary>When it came to be what it is.</summary>
        public DateTimeOffset At(ProgrammePolicy programme) => Status == DealStatus.Open ? OpenedAt(programme) : programme.StartOf(Closed!.Value);
    }
}
