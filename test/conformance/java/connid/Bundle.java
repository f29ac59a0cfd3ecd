import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.tirasa.connid.bundles.scim.common.SCIMConnectorConfiguration;
import net.tirasa.connid.bundles.scim.common.service.NoSuchEntityException;
import net.tirasa.connid.bundles.scim.v2.SCIMv2Connector;
import org.identityconnectors.common.logging.Log;
import org.identityconnectors.common.logging.LogSpi;
import org.identityconnectors.framework.api.APIConfiguration;
import org.identityconnectors.framework.api.ConnectorFacade;
import org.identityconnectors.framework.api.ConnectorFacadeFactory;
import org.identityconnectors.framework.common.objects.Attribute;
import org.identityconnectors.framework.common.objects.AttributeBuilder;
import org.identityconnectors.framework.common.objects.AttributeDelta;
import org.identityconnectors.framework.common.objects.AttributeDeltaBuilder;
import org.identityconnectors.framework.common.objects.ConnectorObject;
import org.identityconnectors.framework.common.objects.Name;
import org.identityconnectors.framework.common.objects.ObjectClass;
import org.identityconnectors.framework.common.objects.OperationOptions;
import org.identityconnectors.framework.common.objects.OperationOptionsBuilder;
import org.identityconnectors.framework.common.objects.SearchResult;
import org.identityconnectors.framework.common.objects.Uid;
import org.identityconnectors.framework.common.objects.filter.Filter;
import org.identityconnectors.framework.spi.Connector;
import org.identityconnectors.framework.spi.SearchResultsHandler;
import org.identityconnectors.test.common.TestHelpers;

/** The ConnId SCIM bundle, used through the framework as Apache Syncope uses it. */
class Bundle {
  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";
  static final ObjectClass USER = ObjectClass.ACCOUNT;
  static final ObjectClass GROUP = ObjectClass.GROUP;
  static final OperationOptions ALL = read(
      "userName", "externalId", "displayName", "nickName", "title", "active", "name.givenName", "name.familyName",
      "emails.work.value", "phoneNumbers.work.value", "groups", ENTERPRISE + "department",
      ENTERPRISE + "manager.value", "members");

  static OperationOptions read(String... attributes) {
    return new OperationOptionsBuilder().setAttributesToGet(attributes).build();
  }

  /** Changes the options of a connector. */
  interface Setting {
    void on(SCIMConnectorConfiguration options);
  }

  static ConnectorFacade connect(Class<? extends Connector> kind, Setting setting) {
    SCIMConnectorConfiguration options = new SCIMConnectorConfiguration();
    options.setBaseAddress(System.getenv("BASE"));
    options.setBearerToken(System.getenv("TOKEN"));
    setting.on(options);
    APIConfiguration configuration = TestHelpers.createTestConfiguration(kind, options);
    // Else the framework refuses pages, because it filters every result once more.
    configuration.getResultsHandlerConfiguration().setEnableFilteredResultsHandler(false);
    return ConnectorFacadeFactory.getInstance().newInstance(configuration);
  }

  static void patch(SCIMConnectorConfiguration options) {
    options.setUpdateUserMethod("PATCH");
    options.setUpdateGroupMethod("PATCH");
  }

  /** The status that the bundle writes into its message, or 404, for which it has an exception of its own. */
  static Object refusal(Exception error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoSuchEntityException) return 404;
      Matcher status = Pattern.compile("status is (\\d+)").matcher(String.valueOf(cause.getMessage()));
      if (status.find()) return status.group(1);
    }
    return error.toString();
  }

  static Attribute is(String name, Object... values) {
    return AttributeBuilder.build(name, values);
  }

  static Set<Attribute> person(String name, Attribute... more) {
    Set<Attribute> attributes = new HashSet<>(Set.of(
        new Name(name + "@example.com"),
        is("userName", name + "@example.com"),
        is("name.givenName", name),
        is("name.familyName", "Example"),
        is("emails.work.value", name + "@example.com"),
        is("emails.work.primary", true),
        AttributeBuilder.buildEnabled(true)));
    for (Attribute attribute : more) {
      attributes.removeIf(other -> other.is(attribute.getName()));
      attributes.add(attribute);
    }
    return attributes;
  }

  final Steps steps = new Steps(Bundle::refusal);
  final ConnectorFacade put = connect(SCIMv2Connector.class, options -> {});
  final ConnectorFacade patch = connect(SCIMv2Connector.class, Bundle::patch);

  ConnectorObject get(ObjectClass kind, String id) {
    return put.getObject(kind, new Uid(id), ALL);
  }

  Object value(ObjectClass kind, String id, String attribute) {
    Attribute found = get(kind, id).getAttributeByName(attribute);
    if (found == null || found.getValue() == null || found.getValue().isEmpty()) return null;
    return found.getValue().size() == 1 ? found.getValue().get(0) : found.getValue();
  }

  Object user(String id, String attribute) {
    return value(USER, id, attribute);
  }

  /** The ids of the members are objects of the bundle, of which only the text is public. */
  int members(String id) {
    Attribute members = get(GROUP, id).getAttributeByName("members");
    return members == null || members.getValue() == null ? 0 : members.getValue().size();
  }

  List<String> find(ObjectClass kind, Filter filter) {
    Results found = new Results();
    put.search(kind, filter, found, ALL);
    return found.names;
  }

  void update(ConnectorFacade connector, ObjectClass kind, String id, Attribute... attributes) {
    connector.update(kind, new Uid(id), Set.of(attributes), null);
  }

  /** What a change of a user sends if the whole user is written: all that the mapping has, and the change. */
  void write(ConnectorFacade connector, String id, String name, Attribute... more) {
    connector.update(USER, new Uid(id), person(name, more), null);
  }

  void delta(ObjectClass kind, String id, AttributeDelta... deltas) {
    patch.updateDelta(kind, new Uid(id), Set.of(deltas), null);
  }

  /** A changed value as Syncope writes it: the new one is added, then the old one removed. */
  static AttributeDelta change(String name, Object before, Object after) {
    return AttributeDeltaBuilder.build(name, List.of(after), List.of(before));
  }

  static AttributeDelta add(String name, Object... values) {
    return AttributeDeltaBuilder.build(name, List.of(values), List.of());
  }

  static AttributeDelta remove(String name, Object... values) {
    return AttributeDeltaBuilder.build(name, List.of(), List.of(values));
  }

  static String failure(Steps.Call call) {
    try {
      return String.valueOf(call.run());
    } catch (Exception error) {
      return error.getClass().getSimpleName();
    }
  }

  /** The names that a search found; the bundle also wants to tell how far a page reached. */
  static class Results implements SearchResultsHandler {
    final List<String> names = new ArrayList<>();

    @Override
    public boolean handle(ConnectorObject found) {
      return names.add(found.getName().getNameValue());
    }

    @Override
    public void handleResult(SearchResult result) {}
  }

  /** Keeps the bundle, which logs every call, off the streams. */
  public static class Silence implements LogSpi {
    @Override
    public void log(Class<?> type, String method, Log.Level level, String message, Throwable error) {}

    @Override
    public void log(Class<?> type, StackTraceElement caller, Log.Level level, String message, Throwable error) {}

    @Override
    public boolean isLoggable(Class<?> type, Log.Level level) {
      return false;
    }

    @Override
    public boolean needToInferCaller(Class<?> type, Log.Level level) {
      return false;
    }
  }
}
