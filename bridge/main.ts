#!/usr/bin/env node
import './checkNode.js';

// Loaded afterwards: an older Node.js would fail over it before it can be told.
await import('./start.ts');
