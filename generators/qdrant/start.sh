#!/bin/sh
# Starts one server. The first makes the cluster and the others join it; a server that has been a member finds its state
# on its volume and ignores both addresses. If the first loses its volume it would begin a cluster of its own: give it the
# volume back, or remove it from the cluster and scale anew.
set -eu
uri="http://$POD_NAME.$PEERS_SERVICE:$PEERS_PORT"
cd /qdrant
case $POD_NAME in
*-0) exec ./qdrant --uri "$uri" ;;
*) exec ./qdrant --bootstrap "http://${POD_NAME%-*}-0.$PEERS_SERVICE:$PEERS_PORT" --uri "$uri" ;;
esac
