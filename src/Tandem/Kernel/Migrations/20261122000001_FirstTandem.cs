using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Tandem.Kernel.Migrations;

/// <summary>The tables of the first Tandem. Column types are left to each database; later migrations add to this one.</summary>
[DbContext(typeof(TandemDb))]
[Migration("20261122000001_FirstTandem")]
public sealed class FirstTandem : Migration
{
    protected override void Up(MigrationBuilder builder)
    {
        builder.CreateTable(
            name: "accounts",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                domain = table.Column<string>(nullable: true),
                country = table.Column<string>(nullable: true),
                city = table.Column<string>(nullable: true),
                sector = table.Column<string>(nullable: true),
                employees = table.Column<int>(nullable: true),
                founded = table.Column<int>(nullable: true),
                parent_id = table.Column<Guid>(nullable: true),
                territory_id = table.Column<Guid>(nullable: true),
                external_id = table.Column<string>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                archived = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false),
                revenue_currency = table.Column<string>(nullable: true),
                revenue_minor = table.Column<long>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_accounts", x => x.id);
            });

        builder.CreateTable(
            name: "approval_decisions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                request_id = table.Column<Guid>(nullable: false),
                level = table.Column<int>(nullable: false),
                verdict = table.Column<string>(nullable: false),
                by = table.Column<Guid>(nullable: true),
                at = table.Column<DateTime>(nullable: false),
                in_time = table.Column<bool>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_approval_decisions", x => x.id);
            });

        builder.CreateTable(
            name: "approval_requests",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                kind = table.Column<string>(nullable: false),
                subject_kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                queue = table.Column<Guid>(nullable: true),
                levels_json = table.Column<string>(nullable: false),
                level = table.Column<int>(nullable: false),
                state = table.Column<string>(nullable: false),
                opened = table.Column<DateTime>(nullable: false),
                due = table.Column<DateTime>(nullable: false),
                paused_at = table.Column<DateTime>(nullable: true),
                escalated_at = table.Column<DateTime>(nullable: true),
                automatic_at = table.Column<DateTime>(nullable: true),
                closed = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false),
                amount_currency = table.Column<string>(nullable: false),
                amount_minor = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_approval_requests", x => x.id);
            });

        builder.CreateTable(
            name: "customer_entries",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                account_id = table.Column<Guid>(nullable: true),
                claim_id = table.Column<Guid>(nullable: true),
                profile = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_customer_entries", x => x.id);
            });

        builder.CreateTable(
            name: "customer_keys",
            columns: table => new
            {
                hash = table.Column<long>(nullable: false),
                entry_id = table.Column<Guid>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_customer_keys", x => new { x.hash, x.entry_id });
            });

        builder.CreateTable(
            name: "deals",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                reference = table.Column<string>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                owner_id = table.Column<Guid>(nullable: true),
                account_id = table.Column<Guid>(nullable: true),
                sort_amount = table.Column<long>(nullable: false),
                close_date = table.Column<DateOnly>(nullable: true),
                description = table.Column<string>(nullable: false),
                status = table.Column<string>(nullable: false),
                stage = table.Column<string>(nullable: false),
                stage_since = table.Column<DateTime>(nullable: false),
                next_step = table.Column<string>(nullable: false),
                next_step_due = table.Column<DateOnly>(nullable: true),
                territory_id = table.Column<Guid>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                touched = table.Column<DateTime>(nullable: false),
                nudged = table.Column<DateTime>(nullable: true),
                closed_on = table.Column<DateOnly>(nullable: true),
                loss_reason = table.Column<string>(nullable: false),
                external_id = table.Column<string>(nullable: true),
                archived = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false),
                amount_currency = table.Column<string>(nullable: false),
                amount_minor = table.Column<long>(nullable: false),
                contact_email = table.Column<string>(nullable: true),
                contact_name = table.Column<string>(nullable: false),
                contact_phone = table.Column<string>(nullable: true),
                contact_title = table.Column<string>(nullable: true),
                customer_city = table.Column<string>(nullable: true),
                customer_country = table.Column<string>(nullable: true),
                customer_domain = table.Column<string>(nullable: true),
                customer_name = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_deals", x => x.id);
            });

        builder.CreateTable(
            name: "delegations",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                from = table.Column<Guid>(nullable: false),
                to = table.Column<Guid>(nullable: false),
                start = table.Column<DateOnly>(nullable: false),
                end = table.Column<DateOnly>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_delegations", x => x.id);
            });

        builder.CreateTable(
            name: "events",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                position = table.Column<long>(nullable: true),
                kind = table.Column<string>(nullable: false),
                subject_kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                actor_id = table.Column<Guid>(nullable: true),
                happened = table.Column<DateTime>(nullable: false),
                recorded = table.Column<DateTime>(nullable: false),
                imported = table.Column<bool>(nullable: false),
                data = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_events", x => x.id);
            });

        builder.CreateTable(
            name: "exchange_rates",
            columns: table => new
            {
                date = table.Column<DateOnly>(nullable: false),
                currency = table.Column<string>(nullable: false),
                per_euro = table.Column<decimal>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_exchange_rates", x => new { x.currency, x.date });
            });

        builder.CreateTable(
            name: "idempotent_answers",
            columns: table => new
            {
                key = table.Column<byte[]>(nullable: false),
                request_hash = table.Column<byte[]>(nullable: false),
                status = table.Column<int>(nullable: false),
                content_type = table.Column<string>(nullable: true),
                location = table.Column<string>(nullable: true),
                etag = table.Column<string>(nullable: true),
                sealed_body = table.Column<byte[]>(nullable: false),
                created = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_idempotent_answers", x => x.key);
            });

        builder.CreateTable(
            name: "import_batches",
            columns: table => new
            {
                file_id = table.Column<Guid>(nullable: false),
                number = table.Column<int>(nullable: false),
                added_ids = table.Column<byte[]>(nullable: false),
                changes_json = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_import_batches", x => new { x.file_id, x.number });
            });

        builder.CreateTable(
            name: "import_findings",
            columns: table => new
            {
                file_id = table.Column<Guid>(nullable: false),
                row = table.Column<int>(nullable: false),
                number = table.Column<int>(nullable: false),
                severity = table.Column<string>(nullable: false),
                field = table.Column<string>(nullable: false),
                message = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_import_findings", x => new { x.file_id, x.row, x.number });
            });

        builder.CreateTable(
            name: "import_mappings",
            columns: table => new
            {
                signature = table.Column<string>(nullable: false),
                kind = table.Column<string>(nullable: false),
                mapping_json = table.Column<string>(nullable: false),
                saved = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_import_mappings", x => x.signature);
            });

        builder.CreateTable(
            name: "import_runs",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                state = table.Column<string>(nullable: false),
                by = table.Column<Guid>(nullable: true),
                currency = table.Column<string>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                started = table.Column<DateTime>(nullable: true),
                ended = table.Column<DateTime>(nullable: true),
                problem = table.Column<string>(nullable: false),
                taken_back = table.Column<int>(nullable: false),
                left_standing = table.Column<int>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_import_runs", x => x.id);
            });

        builder.CreateTable(
            name: "job_runs",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                started = table.Column<DateTime>(nullable: false),
                ended = table.Column<DateTime>(nullable: true),
                state = table.Column<string>(nullable: false),
                counts = table.Column<string>(nullable: true),
                error = table.Column<string>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_job_runs", x => x.id);
            });

        builder.CreateTable(
            name: "leases",
            columns: table => new
            {
                name = table.Column<string>(nullable: false),
                holder = table.Column<Guid>(nullable: false),
                until = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_leases", x => x.name);
            });

        builder.CreateTable(
            name: "mails",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: true),
                address = table.Column<string>(nullable: false),
                language = table.Column<string>(nullable: false),
                said = table.Column<string>(nullable: false),
                state = table.Column<string>(nullable: false),
                attempts = table.Column<int>(nullable: false),
                due = table.Column<DateTime>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                ended = table.Column<DateTime>(nullable: true),
                error = table.Column<string>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_mails", x => x.id);
            });

        builder.CreateTable(
            name: "notes",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                subject_kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                audience = table.Column<string>(nullable: false),
                author_id = table.Column<Guid>(nullable: true),
                organisation_id = table.Column<Guid>(nullable: true),
                text = table.Column<string>(nullable: false),
                salt = table.Column<byte[]>(nullable: false),
                written = table.Column<DateTime>(nullable: false),
                edited = table.Column<DateTime>(nullable: true),
                withdrawn = table.Column<DateTime>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_notes", x => x.id);
            });

        builder.CreateTable(
            name: "notice_preferences",
            columns: table => new
            {
                person_id = table.Column<Guid>(nullable: false),
                kind = table.Column<string>(nullable: false),
                in_app = table.Column<bool>(nullable: false),
                mail = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_notice_preferences", x => new { x.person_id, x.kind });
            });

        builder.CreateTable(
            name: "notices",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                kind = table.Column<string>(nullable: false),
                event_id = table.Column<Guid>(nullable: false),
                said = table.Column<string>(nullable: false),
                link = table.Column<string>(nullable: false),
                importance = table.Column<string>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                shown = table.Column<bool>(nullable: false),
                read = table.Column<DateTime>(nullable: true),
                awaits_digest = table.Column<bool>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_notices", x => x.id);
            });

        builder.CreateTable(
            name: "organisations",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                is_vendor = table.Column<bool>(nullable: false),
                active = table.Column<bool>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_organisations", x => x.id);
            });

        builder.CreateTable(
            name: "policy_versions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                number = table.Column<int>(nullable: false),
                body = table.Column<string>(nullable: false),
                effective_from = table.Column<DateTime>(nullable: true),
                pilot_partners = table.Column<string>(nullable: false),
                reason = table.Column<string>(nullable: false),
                by = table.Column<Guid>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_policy_versions", x => x.id);
            });

        builder.CreateTable(
            name: "products",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                sku = table.Column<string>(nullable: false),
                name = table.Column<string>(nullable: false),
                family = table.Column<string>(nullable: false),
                active = table.Column<bool>(nullable: false),
                external_id = table.Column<string>(nullable: true),
                version = table.Column<int>(nullable: false),
                list_price_currency = table.Column<string>(nullable: false),
                list_price_minor = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_products", x => x.id);
            });

        builder.CreateTable(
            name: "protection_keys",
            columns: table => new
            {
                name = table.Column<string>(nullable: false),
                xml = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_protection_keys", x => x.name);
            });

        builder.CreateTable(
            name: "rights",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                organisation_id = table.Column<Guid>(nullable: true),
                person_id = table.Column<Guid>(nullable: true),
                permission = table.Column<string>(nullable: false),
                open = table.Column<bool>(nullable: false),
                reason = table.Column<string>(nullable: false),
                since = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_rights", x => x.id);
            });

        builder.CreateTable(
            name: "saved_views",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                organisation_id = table.Column<Guid>(nullable: false),
                owner_id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                query = table.Column<string>(nullable: false),
                shared = table.Column<bool>(nullable: false),
                saved = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_saved_views", x => x.id);
            });

        builder.CreateTable(
            name: "search_entries",
            columns: table => new
            {
                id = table.Column<long>(nullable: false)
                    .Annotation("Sqlite:Autoincrement", true)
                    .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                scope = table.Column<string>(nullable: false),
                title = table.Column<string>(nullable: false),
                detail = table.Column<string>(nullable: true),
                url = table.Column<string>(nullable: false),
                title_words = table.Column<string>(nullable: false),
                text_words = table.Column<string>(nullable: false),
                updated = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_search_entries", x => x.id);
            });

        builder.CreateTable(
            name: "sign_in_attempts",
            columns: table => new
            {
                email_hash = table.Column<byte[]>(nullable: false),
                count = table.Column<int>(nullable: false),
                last = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_sign_in_attempts", x => x.email_hash);
            });

        builder.CreateTable(
            name: "stored_files",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                sha = table.Column<string>(maxLength: 64, nullable: false),
                name = table.Column<string>(nullable: false),
                media_type = table.Column<string>(nullable: false),
                size = table.Column<long>(nullable: false),
                uploaded_by = table.Column<Guid>(nullable: true),
                partner_id = table.Column<Guid>(nullable: true),
                uploaded = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_stored_files", x => x.id);
            });

        builder.CreateTable(
            name: "subscriptions",
            columns: table => new
            {
                name = table.Column<string>(nullable: false),
                position = table.Column<long>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_subscriptions", x => x.name);
            });

        builder.CreateTable(
            name: "territories",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                code = table.Column<string>(nullable: false),
                name = table.Column<string>(nullable: false),
                parent_id = table.Column<Guid>(nullable: true),
                countries = table.Column<string>(nullable: false),
                lead_id = table.Column<Guid>(nullable: true),
                active = table.Column<bool>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_territories", x => x.id);
            });

        builder.CreateTable(
            name: "deal_co_owners",
            columns: table => new
            {
                deal_id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                since = table.Column<DateTime>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_deal_co_owners", x => new { x.deal_id, x.person_id });
                table.ForeignKey(
                    name: "fk_deal_co_owners_deals_deal_id",
                    column: x => x.deal_id,
                    principalTable: "deals",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        builder.CreateTable(
            name: "deal_lines",
            columns: table => new
            {
                deal_id = table.Column<Guid>(nullable: false),
                number = table.Column<int>(nullable: false),
                product_id = table.Column<Guid>(nullable: false),
                quantity = table.Column<int>(nullable: false),
                unit_price_currency = table.Column<string>(nullable: true),
                unit_price_minor = table.Column<long>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_deal_lines", x => new { x.deal_id, x.number });
                table.ForeignKey(
                    name: "fk_deal_lines_deals_deal_id",
                    column: x => x.deal_id,
                    principalTable: "deals",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        builder.CreateTable(
            name: "registrations",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                partner_id = table.Column<Guid>(nullable: false),
                submitted = table.Column<DateTime>(nullable: false),
                policy_number = table.Column<int>(nullable: false),
                first = table.Column<bool>(nullable: false),
                findings_json = table.Column<string>(nullable: false),
                route_reason = table.Column<string>(nullable: false),
                decided = table.Column<DateTime>(nullable: true),
                decided_by = table.Column<Guid>(nullable: true),
                rejection = table.Column<string>(nullable: true),
                protected_until = table.Column<DateOnly>(nullable: true),
                extensions = table.Column<int>(nullable: false),
                extension_asked = table.Column<int>(nullable: true),
                appeals = table.Column<int>(nullable: false),
                reminded_for = table.Column<DateOnly>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_registrations", x => x.id);
                table.ForeignKey(
                    name: "fk_registrations_deals_id",
                    column: x => x.id,
                    principalTable: "deals",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        builder.CreateTable(
            name: "import_files",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                run_id = table.Column<Guid>(nullable: false),
                place = table.Column<int>(nullable: false),
                kind = table.Column<string>(nullable: false),
                name = table.Column<string>(nullable: false),
                sha = table.Column<string>(nullable: false),
                form = table.Column<string>(nullable: false),
                rows = table.Column<int>(nullable: false),
                header_json = table.Column<string>(nullable: false),
                formats_json = table.Column<string>(nullable: false),
                mapping_json = table.Column<string>(nullable: false),
                reached = table.Column<int>(nullable: false),
                waiting_json = table.Column<string>(nullable: false),
                batches = table.Column<int>(nullable: false),
                added = table.Column<int>(nullable: false),
                changed = table.Column<int>(nullable: false),
                unchanged = table.Column<int>(nullable: false),
                refused = table.Column<int>(nullable: false),
                corrections = table.Column<int>(nullable: false),
                totals_json = table.Column<string>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_import_files", x => x.id);
                table.ForeignKey(
                    name: "fk_import_files_import_runs_run_id",
                    column: x => x.run_id,
                    principalTable: "import_runs",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        builder.CreateTable(
            name: "note_mentions",
            columns: table => new
            {
                note_id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_note_mentions", x => new { x.note_id, x.person_id });
                table.ForeignKey(
                    name: "fk_note_mentions_notes_note_id",
                    column: x => x.note_id,
                    principalTable: "notes",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Cascade);
            });

        builder.CreateTable(
            name: "partners",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                type = table.Column<string>(nullable: false),
                tier = table.Column<string>(nullable: false),
                territory_id = table.Column<Guid>(nullable: true),
                manager_id = table.Column<Guid>(nullable: true),
                website = table.Column<string>(nullable: true),
                country = table.Column<string>(nullable: true),
                city = table.Column<string>(nullable: true),
                currency = table.Column<string>(nullable: false),
                since = table.Column<DateOnly>(nullable: false),
                external_id = table.Column<string>(nullable: true),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_partners", x => x.id);
                table.ForeignKey(
                    name: "fk_partners_organisations_id",
                    column: x => x.id,
                    principalTable: "organisations",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateTable(
            name: "people",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                organisation_id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                email = table.Column<string>(nullable: false),
                role_names = table.Column<string>(nullable: false),
                active = table.Column<bool>(nullable: false),
                is_program = table.Column<bool>(nullable: false),
                language = table.Column<string>(nullable: false),
                external_id = table.Column<string>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_people", x => x.id);
                table.ForeignKey(
                    name: "fk_people_organisations_organisation_id",
                    column: x => x.organisation_id,
                    principalTable: "organisations",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateTable(
            name: "attachments",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                subject_kind = table.Column<string>(nullable: false),
                subject_id = table.Column<Guid>(nullable: false),
                file_id = table.Column<Guid>(nullable: false),
                audience = table.Column<string>(nullable: false),
                partner_id = table.Column<Guid>(nullable: true),
                attached_by = table.Column<Guid>(nullable: true),
                attached = table.Column<DateTime>(nullable: false),
                removed = table.Column<DateTime>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_attachments", x => x.id);
                table.ForeignKey(
                    name: "fk_attachments_stored_files_file_id",
                    column: x => x.file_id,
                    principalTable: "stored_files",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateTable(
            name: "access_tokens",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                name = table.Column<string>(nullable: false),
                secret_hash = table.Column<byte[]>(nullable: false),
                ending = table.Column<string>(nullable: false),
                scope_names = table.Column<string>(nullable: true),
                issued_by = table.Column<Guid>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                expires = table.Column<DateTime>(nullable: true),
                last_used = table.Column<DateTime>(nullable: true),
                revoked = table.Column<DateTime>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_access_tokens", x => x.id);
                table.ForeignKey(
                    name: "fk_access_tokens_people_person_id",
                    column: x => x.person_id,
                    principalTable: "people",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateTable(
            name: "invitations",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                secret_hash = table.Column<byte[]>(nullable: false),
                secret = table.Column<string>(nullable: true),
                created = table.Column<DateTime>(nullable: false),
                expires = table.Column<DateTime>(nullable: false),
                used = table.Column<DateTime>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_invitations", x => x.id);
                table.ForeignKey(
                    name: "fk_invitations_people_person_id",
                    column: x => x.person_id,
                    principalTable: "people",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateTable(
            name: "logins",
            columns: table => new
            {
                person_id = table.Column<Guid>(nullable: false),
                password_hash = table.Column<string>(nullable: false),
                demo = table.Column<bool>(nullable: false),
                changed = table.Column<DateTime>(nullable: false),
                version = table.Column<int>(nullable: false)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_logins", x => x.person_id);
                table.ForeignKey(
                    name: "fk_logins_people_person_id",
                    column: x => x.person_id,
                    principalTable: "people",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateTable(
            name: "sessions",
            columns: table => new
            {
                id = table.Column<Guid>(nullable: false),
                person_id = table.Column<Guid>(nullable: false),
                secret_hash = table.Column<byte[]>(nullable: false),
                device = table.Column<string>(nullable: false),
                created = table.Column<DateTime>(nullable: false),
                last_seen = table.Column<DateTime>(nullable: false),
                revoked = table.Column<DateTime>(nullable: true)
            },
            constraints: table =>
            {
                table.PrimaryKey("pk_sessions", x => x.id);
                table.ForeignKey(
                    name: "fk_sessions_people_person_id",
                    column: x => x.person_id,
                    principalTable: "people",
                    principalColumn: "id",
                    onDelete: ReferentialAction.Restrict);
            });

        builder.CreateIndex(
            name: "ix_access_tokens_person_id",
            table: "access_tokens",
            column: "person_id");

        builder.CreateIndex(
            name: "ix_access_tokens_secret_hash",
            table: "access_tokens",
            column: "secret_hash",
            unique: true);

        builder.CreateIndex(
            name: "ix_accounts_external_id",
            table: "accounts",
            column: "external_id");

        builder.CreateIndex(
            name: "ix_accounts_country_name",
            table: "accounts",
            columns: new[] { "country", "name" });

        builder.CreateIndex(
            name: "ix_accounts_name_id",
            table: "accounts",
            columns: new[] { "name", "id" });

        builder.CreateIndex(
            name: "ix_accounts_sector_name",
            table: "accounts",
            columns: new[] { "sector", "name" });

        builder.CreateIndex(
            name: "ix_accounts_parent_id",
            table: "accounts",
            column: "parent_id",
            filter: "parent_id IS NOT NULL");

        builder.CreateIndex(
            name: "ix_approval_decisions_request_id",
            table: "approval_decisions",
            column: "request_id");

        builder.CreateIndex(
            name: "ix_approval_requests_partner_id",
            table: "approval_requests",
            column: "partner_id");

        builder.CreateIndex(
            name: "ix_approval_requests_state_due",
            table: "approval_requests",
            columns: new[] { "state", "due" });

        builder.CreateIndex(
            name: "ix_approval_requests_subject_id",
            table: "approval_requests",
            column: "subject_id");

        builder.CreateIndex(
            name: "ix_attachments_file_id",
            table: "attachments",
            column: "file_id");

        builder.CreateIndex(
            name: "ix_attachments_subject_id",
            table: "attachments",
            column: "subject_id");

        builder.CreateIndex(
            name: "ix_customer_entries_account_id",
            table: "customer_entries",
            column: "account_id");

        builder.CreateIndex(
            name: "ix_customer_entries_claim_id",
            table: "customer_entries",
            column: "claim_id");

        builder.CreateIndex(
            name: "ix_deal_co_owners_person_id",
            table: "deal_co_owners",
            column: "person_id");

        builder.CreateIndex(
            name: "ix_deals_account_id",
            table: "deals",
            column: "account_id");

        builder.CreateIndex(
            name: "ix_deals_external_id",
            table: "deals",
            column: "external_id");

        builder.CreateIndex(
            name: "ix_deals_partner_id_status_touched",
            table: "deals",
            columns: new[] { "partner_id", "status", "touched" });

        builder.CreateIndex(
            name: "ix_deals_reference",
            table: "deals",
            column: "reference",
            unique: true);

        builder.CreateIndex(
            name: "ix_deals_status_close_date",
            table: "deals",
            columns: new[] { "status", "close_date" });

        builder.CreateIndex(
            name: "ix_deals_status_sort_amount",
            table: "deals",
            columns: new[] { "status", "sort_amount" });

        builder.CreateIndex(
            name: "ix_deals_status_stage_touched_id",
            table: "deals",
            columns: new[] { "status", "stage", "touched", "id" });

        builder.CreateIndex(
            name: "ix_deals_touched_id",
            table: "deals",
            columns: new[] { "touched", "id" });

        builder.CreateIndex(
            name: "ix_deals_customer_name_id",
            table: "deals",
            columns: new[] { "customer_name", "id" });

        // Lists put what has no day last; the database finds it there by the same words (DealList).
        var never = ActiveProvider == "Npgsql.EntityFrameworkCore.PostgreSQL" ? "DATE '9999-12-30'" : "'9999-12-30'";
        builder.Sql($"CREATE INDEX ix_deals_close_or_never ON deals (COALESCE(close_date, {never}), id)");
        builder.Sql($"CREATE INDEX ix_deals_next_step_or_never ON deals (COALESCE(next_step_due, {never}), id)");

        builder.CreateIndex(
            name: "ix_delegations_to",
            table: "delegations",
            column: "to");

        builder.CreateIndex(
            name: "ix_events_partner_id_happened",
            table: "events",
            columns: new[] { "partner_id", "happened" });

        builder.CreateIndex(
            name: "ix_events_position",
            table: "events",
            column: "position",
            unique: true);

        builder.CreateIndex(
            name: "ix_events_subject_id_happened",
            table: "events",
            columns: new[] { "subject_id", "happened" });

        builder.CreateIndex(
            name: "ix_idempotent_answers_created",
            table: "idempotent_answers",
            column: "created");

        builder.CreateIndex(
            name: "ix_import_files_run_id",
            table: "import_files",
            column: "run_id");

        builder.CreateIndex(
            name: "ix_import_runs_created",
            table: "import_runs",
            column: "created");

        builder.CreateIndex(
            name: "ix_import_runs_state",
            table: "import_runs",
            column: "state");

        builder.CreateIndex(
            name: "ix_invitations_person_id",
            table: "invitations",
            column: "person_id");

        builder.CreateIndex(
            name: "ix_invitations_secret_hash",
            table: "invitations",
            column: "secret_hash",
            unique: true);

        builder.CreateIndex(
            name: "ix_job_runs_name_started",
            table: "job_runs",
            columns: new[] { "name", "started" });

        builder.CreateIndex(
            name: "ix_mails_created",
            table: "mails",
            column: "created");

        builder.CreateIndex(
            name: "ix_mails_state_due",
            table: "mails",
            columns: new[] { "state", "due" });

        builder.CreateIndex(
            name: "ix_note_mentions_person_id",
            table: "note_mentions",
            column: "person_id");

        builder.CreateIndex(
            name: "ix_notes_subject_id_written",
            table: "notes",
            columns: new[] { "subject_id", "written" });

        builder.CreateIndex(
            name: "ix_notices_awaits_digest_person_id",
            table: "notices",
            columns: new[] { "awaits_digest", "person_id" });

        builder.CreateIndex(
            name: "ix_notices_person_id_created",
            table: "notices",
            columns: new[] { "person_id", "created" });

        builder.CreateIndex(
            name: "ix_notices_unread",
            table: "notices",
            column: "person_id",
            filter: "read IS NULL");

        builder.CreateIndex(
            name: "ix_organisations_name",
            table: "organisations",
            column: "name");

        builder.CreateIndex(
            name: "ix_partners_external_id",
            table: "partners",
            column: "external_id");

        builder.CreateIndex(
            name: "ix_partners_manager_id",
            table: "partners",
            column: "manager_id");

        builder.CreateIndex(
            name: "ix_partners_territory_id",
            table: "partners",
            column: "territory_id");

        builder.CreateIndex(
            name: "ix_people_email",
            table: "people",
            column: "email",
            unique: true);

        builder.CreateIndex(
            name: "ix_people_external_id",
            table: "people",
            column: "external_id");

        builder.CreateIndex(
            name: "ix_people_organisation_id",
            table: "people",
            column: "organisation_id");

        builder.CreateIndex(
            name: "ix_policy_versions_name_number",
            table: "policy_versions",
            columns: new[] { "name", "number" },
            unique: true);

        builder.CreateIndex(
            name: "ix_products_external_id",
            table: "products",
            column: "external_id");

        builder.CreateIndex(
            name: "ix_products_sku",
            table: "products",
            column: "sku",
            unique: true);

        builder.CreateIndex(
            name: "ix_registrations_decided",
            table: "registrations",
            column: "decided");

        builder.CreateIndex(
            name: "ix_registrations_partner_id_submitted",
            table: "registrations",
            columns: new[] { "partner_id", "submitted" });

        builder.CreateIndex(
            name: "ix_registrations_protected_until",
            table: "registrations",
            column: "protected_until");

        builder.CreateIndex(
            name: "ix_rights_organisation_id_permission",
            table: "rights",
            columns: new[] { "organisation_id", "permission" },
            unique: true);

        builder.CreateIndex(
            name: "ix_rights_person_id_permission",
            table: "rights",
            columns: new[] { "person_id", "permission" },
            unique: true);

        builder.CreateIndex(
            name: "ix_saved_views_organisation_id_owner_id",
            table: "saved_views",
            columns: new[] { "organisation_id", "owner_id" });

        builder.CreateIndex(
            name: "ix_search_entries_kind_subject_id",
            table: "search_entries",
            columns: new[] { "kind", "subject_id" },
            unique: true);

        builder.CreateIndex(
            name: "ix_sessions_person_id",
            table: "sessions",
            column: "person_id");

        builder.CreateIndex(
            name: "ix_sessions_secret_hash",
            table: "sessions",
            column: "secret_hash",
            unique: true);

        builder.CreateIndex(
            name: "ix_sign_in_attempts_last",
            table: "sign_in_attempts",
            column: "last");

        builder.CreateIndex(
            name: "ix_stored_files_sha",
            table: "stored_files",
            column: "sha");

        builder.CreateIndex(
            name: "ix_stored_files_uploaded",
            table: "stored_files",
            column: "uploaded");

        builder.CreateIndex(
            name: "ix_territories_code",
            table: "territories",
            column: "code",
            unique: true);
    }
}
