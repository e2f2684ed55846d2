// Entry of the page of the network: the map that the server drew comes alive.
import { NetworkPage } from "../network/page.ts";

new NetworkPage();
