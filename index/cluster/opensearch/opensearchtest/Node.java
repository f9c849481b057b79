import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * A node of OpenSearch until standard input ends. The arguments are its folder, the name of its cluster, the classes of
 * its plugins with commas between, and settings as name=value.
 */
public class Node {
    public static void main(String[] args) throws Exception {
        OpenSearchRunner runner = new OpenSearchRunner();
        runner.onBuild((number, settings) -> {
            for (int i = 3; i < args.length; i++) {
                int at = args[i].indexOf('=');
                settings.put(args[i].substring(0, at), args[i].substring(at + 1));
            }
        });
        runner.build(OpenSearchRunner.newConfigs().basePath(args[0]).numOfNode(1).clusterName(args[1]).pluginTypes(args[2]));
        System.in.transferTo(System.out);
        System.exit(0);
    }
}
