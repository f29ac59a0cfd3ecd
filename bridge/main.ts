#!/usr/bin/env node
import './checkNode.js';

// Loaded afterwards: an older Node.js would fail over them before it can be told.
await import('./compileCache.js');
await import('./start.ts');
