package io.busbar.services.users;

import io.busbar.bus.RequestContext;
import io.busbar.bus.ServiceContext;
import io.busbar.bus.ServiceVerticle;
import io.busbar.bus.Tx;
import io.busbar.bus.events.Subscriber;
import io.busbar.data.Blobs;
import io.busbar.services.users.AccountOperations.CreateDemoAccounts;
import io.busbar.services.users.AccountOperations.DemoAccountsCreated;
import io.busbar.services.users.UserAdminOperations.AccountDeleted;
import io.busbar.services.users.UsersEvents.AccountEvent;
import io.busbar.services.users.demo.DemoStore;
import io.busbar.services.users.listing.ProfessionalStore;
import io.busbar.services.users.listing.UserListStore;
import io.busbar.services.users.personaldata.ActivityLog;
import io.busbar.services.users.personaldata.ExportDocument;
import io.busbar.services.users.personaldata.ExportStore;
import io.busbar.services.users.personaldata.PersonalDataExports;
import io.busbar.services.users.settings.UserSettingsService;
import io.busbar.services.users.settings.UserSettingsStore;
import io.vertx.core.Future;
import java.time.ZoneId;

/** Registers the handlers of the users service. */
public final class UsersVerticle extends ServiceVerticle {
    public UsersVerticle(ServiceContext serviceContext) {
        super(UsersOperations.USERS, serviceContext);
    }

    @Override
    protected void configure() {
        AccountStore accounts = new AccountStore(database());
        AccountLifecycleStore lifecycleStore = new AccountLifecycleStore(database());
        ExportStore exports = new ExportStore(database());
        AccountLifecycle lifecycle =
                new AccountLifecycle(lifecycleStore, accounts, setting(UsersSettings.ACCOUNT_DELETION_GRACE));
        AvailabilityClient availability = new AvailabilityClient(bus());
        Profiles profiles = new Profiles(new ProfileStore(database()), availability, bus());

        accounts(new Accounts(accounts), accounts);
        profiles(profiles);
        settings(new UserSettingsService(
                new UserSettingsStore(database(), ZoneId.systemDefault().getId())));
        professionals(new ProfessionalStore(database()), availability);
        summaries(new UserSummaryStore(database()));
        on(
                BookingProfileOperations.GET_BOOKING_PROFILE,
                new BookingProfileStore(database(), ZoneId.systemDefault())::read);
        recipients(new RecipientStore(database()));
        administration(
                new UserAdministration(
                        profiles, lifecycle, accounts, serviceContext().changes()),
                new UserListStore(database()));
        deletions(lifecycle);
        subscribe(new UsersErasure(lifecycleStore).subscriber());
        RatingTotalsStore ratingTotals = new RatingTotalsStore();
        subscribe(new Subscriber("users.rating-totals")
                .on(UsersEvents.RATING_CHANGED, (tx, event) -> ratingTotals.add(tx, event.payload())));
        exports(new PersonalDataExports(
                exports,
                serviceContext().jobs(),
                new ExportDocument(
                        exports,
                        serviceContext().auditTrail(),
                        new Blobs(database()),
                        bus(),
                        serviceContext().personalData())));
        on(UsersPersonalData.EXPORT_PERSONAL_DATA, request -> exports.accountData(request.id()));
        DemoStore demo = new DemoStore();
        onChange(AccountOperations.CREATE_DEMO_ACCOUNTS, (tx, request) -> createDemoAccounts(demo, tx, request));
        on(
                PersonalDataOperations.LIST_ACTIVITY,
                new ActivityLog(serviceContext().auditTrail())::list);
    }

    private void accounts(Accounts accounts, AccountStore store) {
        on(AccountOperations.CREATE_ACCOUNT, accounts::create);
        on(AccountOperations.FIND_ACCOUNT, accounts::find);
        on(AccountOperations.GET_ACCOUNT, request -> store.byId(request.id()));
        on(AccountOperations.MARK_EMAIL_VERIFIED, accounts::markEmailVerified);
        onChange(AccountOperations.SET_MFA_ENABLED, store::setMfaEnabled);
    }

    private void profiles(Profiles profiles) {
        on(UsersOperations.GET_PROFILE, profiles::getOwn);
        on(UsersOperations.UPDATE_PROFILE, profiles::update);
        on(UserAdminOperations.GET_USER, profiles::get);
    }

    private void settings(UserSettingsService settings) {
        on(UserSettingsOperations.GET_SETTINGS, settings::get);
        on(UserSettingsOperations.UPDATE_SETTINGS, settings::update);
        on(UserSettingsOperations.GET_PREFERENCES, settings::preferences);
        on(UserSettingsOperations.UPDATE_PREFERENCES, settings::updatePreferences);
    }

    private void professionals(ProfessionalStore store, AvailabilityClient availability) {
        on(ProfessionalOperations.LIST_PROFESSIONALS, store::list);
        on(
                ProfessionalOperations.GET_PROFESSIONAL,
                (request, call) ->
                        availability.withAvailability(request.id(), store.read(request.id()), call.requestContext()));
    }

    private void summaries(UserSummaryStore store) {
        on(
                UserSummaryOperations.BATCH_GET_DISPLAY_NAMES,
                (request, call) -> store.displayNames(
                        request, !(call.requestContext().principal() instanceof RequestContext.AnonymousPrincipal)));
        on(UserSummaryOperations.BATCH_GET_SUMMARIES, store::summaries);
    }

    private void recipients(RecipientStore store) {
        on(RecipientOperations.BATCH_GET_RECIPIENTS, store::recipients);
        on(RecipientOperations.LIST_ACTIVE_ACCOUNTS, store::activeAccounts);
    }

    private void administration(UserAdministration userAdministration, UserListStore list) {
        on(UserAdminOperations.LIST_USERS, list::list);
        on(UserAdminOperations.UPDATE_USER, userAdministration::update);
        onChange(UserAdminOperations.DELETE_USER, userAdministration::delete);
        onChange(UserAdminOperations.SET_STATUS, userAdministration::setStatus);
        on(UserAdminOperations.BULK_UPDATE, userAdministration::bulk);
    }

    private void deletions(AccountLifecycle lifecycle) {
        onChange(
                PersonalDataOperations.DELETE_ACCOUNT,
                (tx, request, call) -> lifecycle
                        .scheduleDeletion(tx, call.userId())
                        .map(eraseAt -> new AccountDeleted("Account deleted", eraseAt)));
        onChange(AccountOperations.CANCEL_DELETION, (tx, request) -> lifecycle.cancelDeletion(tx, request.id()));
    }

    private void exports(PersonalDataExports personalDataExports) {
        onChange(
                PersonalDataOperations.CREATE_EXPORT,
                (tx, request, call) -> personalDataExports.request(tx, call.userId()));
        on(PersonalDataOperations.GET_EXPORT, personalDataExports::get);
        on(PersonalDataOperations.DOWNLOAD_EXPORT, personalDataExports::download);
        run(PersonalDataOperations.EXPORT, personalDataExports::build);
    }

    private static Future<DemoAccountsCreated> createDemoAccounts(DemoStore store, Tx tx, CreateDemoAccounts request) {
        return store.insert(tx, request.accounts()).map(ids -> {
            ids.forEach(id -> tx.publish(UsersEvents.PROFILE_CHANGED, id.toString(), new AccountEvent(id)));
            return new DemoAccountsCreated(ids.size());
        });
    }
}
