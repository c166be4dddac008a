package io.busbar.users;

import io.busbar.auth.SessionOperations;
import io.busbar.bookings.BookingOperations;
import io.busbar.bus.Caller;
import io.busbar.bus.Kernel;
import io.busbar.bus.ServiceVerticle;
import io.busbar.data.Blobs;
import io.busbar.data.Database;
import io.busbar.notifications.NotificationOperations;
import io.busbar.reviews.ReviewOperations;
import java.time.ZoneId;
import java.util.List;

/** The users service, wired. */
public final class UsersVerticle extends ServiceVerticle {
    /** Who else keeps something about people, to be asked for exports. */
    private static final List<PersonalDataSource> PERSONAL_DATA = List.of(
            new PersonalDataSource("signIns", SessionOperations.PERSONAL_DATA),
            new PersonalDataSource("bookings", BookingOperations.PERSONAL_DATA),
            new PersonalDataSource("reviews", ReviewOperations.PERSONAL_DATA),
            new PersonalDataSource("notifications", NotificationOperations.PERSONAL_DATA));

    private final UsersSettings settings;

    public UsersVerticle(Kernel kernel, UsersSettings settings) {
        super(UsersOperations.USERS, kernel);
        this.settings = settings;
    }

    @Override
    protected void wire() {
        Database database = kernel().database();
        AccountStore accounts = new AccountStore(database);
        StandingStore standingStore = new StandingStore(database);
        ExportStore exports = new ExportStore(database);
        Standings standings = new Standings(standingStore, settings.deletionGrace());
        WeeklyHours hours = new WeeklyHours(kernel().bus());
        Profiles profiles = new Profiles(new ProfileStore(database), hours, kernel().bus());

        accounts(new Accounts(accounts));
        profiles(profiles);
        settings(new PersonalSettings(
                new SettingsStore(database, ZoneId.systemDefault().getId())));
        professionals(new ProfessionalStore(database), hours);
        people(new PeopleStore(database));
        providers(new ProviderStore(database, ZoneId.systemDefault()));
        recipients(new RecipientStore(database));
        administration(
                new Administration(profiles, standings, accounts, kernel().changes()), new UserListStore(database));
        deletions(new Deletions(accounts, standingStore, standings));
        subscribe(new Erasure(standingStore, exports).subscriber());
        subscribe(new RatingTotals(new RatingStore()).subscriber());
        exports(new Exports(exports, kernel().audit(), new Blobs(database), kernel().bus(), PERSONAL_DATA));
        DemoData demo = new DemoData(new DemoStore(), kernel().changes(), kernel().bus());
        on(AccountOperations.MAKE_DEMO, demo::make);
        on(PersonalDataOperations.ACTIVITY, new Activities(kernel().audit())::list);
    }

    private void accounts(Accounts accounts) {
        on(AccountOperations.ADMIT, accounts::admit);
        on(AccountOperations.FIND, accounts::find);
        on(AccountOperations.ACCOUNT, accounts::account);
        on(AccountOperations.CONFIRM_EMAIL, accounts::confirmEmail);
        on(AccountOperations.FACTOR_CHANGED, accounts::factorChanged);
    }

    private void profiles(Profiles profiles) {
        on(UsersOperations.PROFILE, profiles::own);
        on(UsersOperations.UPDATE_PROFILE, profiles::update);
        on(UserAdminOperations.READ, profiles::read);
    }

    private void settings(PersonalSettings settings) {
        on(SettingsOperations.SETTINGS, settings::settings);
        on(SettingsOperations.UPDATE_SETTINGS, settings::update);
        on(SettingsOperations.PREFERENCES, settings::preferences);
        on(SettingsOperations.UPDATE_PREFERENCES, settings::updatePreferences);
    }

    private void professionals(ProfessionalStore store, WeeklyHours hours) {
        on(ProfessionalOperations.LIST, (request, call) -> store.list(request));
        on(
                ProfessionalOperations.READ,
                (request, call) -> hours.shown(request.id(), store.read(request.id()), call.caller()));
    }

    private void people(PeopleStore store) {
        on(
                PeopleOperations.NAMES,
                (request, call) -> store.names(request, !(call.caller().who() instanceof Caller.Nobody)));
        on(PeopleOperations.CARDS, (request, call) -> store.cards(request));
    }

    private void providers(ProviderStore store) {
        on(ProviderOperations.PROVIDER, (request, call) -> store.provider(request.id()));
    }

    private void recipients(RecipientStore store) {
        on(RecipientOperations.RECIPIENTS, (request, call) -> store.recipients(request));
        on(RecipientOperations.ACTIVE, (request, call) -> store.active(request));
    }

    private void administration(Administration administration, UserListStore list) {
        on(UserAdminOperations.LIST, (request, call) -> list.list(request));
        on(UserAdminOperations.UPDATE, administration::update);
        on(UserAdminOperations.DELETE, administration::delete);
        on(UserAdminOperations.STATUS, administration::setStatus);
        on(UserAdminOperations.BULK, administration::bulk);
    }

    private void deletions(Deletions deletions) {
        on(PersonalDataOperations.DELETE_ACCOUNT, deletions::delete);
        on(AccountOperations.RESUME, deletions::resume);
    }

    private void exports(Exports exports) {
        on(PersonalDataOperations.EXPORT, exports::request);
        on(PersonalDataOperations.READ_EXPORT, exports::read);
        on(PersonalDataOperations.DOWNLOAD_EXPORT, exports::download);
        subscribe(exports.subscriber());
    }
}
